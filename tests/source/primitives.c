/* SPDX-License-Identifier: BSD-3-Clause */
/* FreeRTOS, esp_timer and esp_event as the shims have them: what does not hold
 * ends the device with the line. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "esp_event.h"
#include "esp_log.h"
#include "esp_random.h"
#include "esp_timer.h"
#include "freertos/FreeRTOS.h"
#include "freertos/event_groups.h"
#include "freertos/queue.h"
#include "freertos/semphr.h"
#include "freertos/task.h"
#include "freertos/timers.h"

static QueueHandle_t queue;
static SemaphoreHandle_t mutex;
static EventGroupHandle_t group;
static TaskHandle_t main_task;
static int received, fired, timer_fired, events;

ESP_EVENT_DEFINE_BASE(MY_EVENT);

static void receiver(void *arg) {
  int item;
  while (xQueueReceive(queue, &item, portMAX_DELAY) == pdPASS) {
    assert(item == received);
    received++;
    vTaskDelay(1);
  }
}

static void check_queues(void) {
  TaskHandle_t task;
  queue = xQueueCreate(2, sizeof(int));
  int item = 0, seen;
  assert(xQueueReceive(queue, &seen, 0) == errQUEUE_EMPTY);
  TickType_t before = xTaskGetTickCount();
  assert(xQueueReceive(queue, &seen, 5) == errQUEUE_EMPTY);
  assert(xTaskGetTickCount() - before == 5);
  assert(xTaskCreate(receiver, "receiver", 2048, NULL, 5, &task) == pdPASS);
  for (item = 0; item < 10; item++)
    assert(xQueueSend(queue, &item, portMAX_DELAY) == pdPASS);
  vTaskDelay(pdMS_TO_TICKS(200));
  assert(received == 10 && uxQueueMessagesWaiting(queue) == 0);
  vTaskDelete(task);
  item = 1;
  xQueueSend(queue, &item, 0);
  item = 0;
  xQueueSendToFront(queue, &item, 0);
  assert(xQueueSend(queue, &item, 0) == errQUEUE_FULL);
  assert(xQueueReceive(queue, &seen, 0) && seen == 0);
  assert(xQueuePeek(queue, &seen, 0) && seen == 1);
  assert(uxQueueSpacesAvailable(queue) == 1);
  vTaskDelay(2);
  assert(received == 10); /* the deleted task takes nothing */
}

static void holder(void *arg) {
  assert(xSemaphoreTake(mutex, 0) == pdFAIL);
  assert(xSemaphoreTake(mutex, portMAX_DELAY) == pdPASS);
  assert(xSemaphoreGetMutexHolder(mutex) == xTaskGetCurrentTaskHandle());
  xSemaphoreGive(mutex);
  xTaskNotifyGive(main_task);
  vTaskDelete(NULL);
}

static void check_mutexes(void) {
  mutex = xSemaphoreCreateRecursiveMutex();
  assert(xSemaphoreTakeRecursive(mutex, 0) &&
         xSemaphoreTakeRecursive(mutex, 0));
  xTaskCreate(holder, "holder", 2048, NULL, 5, NULL);
  assert(ulTaskNotifyTake(pdTRUE, 3) == 0);
  assert(xSemaphoreGiveRecursive(mutex) && xSemaphoreGiveRecursive(mutex));
  assert(xSemaphoreGiveRecursive(mutex) == pdFAIL);
  assert(ulTaskNotifyTake(pdTRUE, portMAX_DELAY) == 1);
  SemaphoreHandle_t counting = xSemaphoreCreateCounting(2, 1);
  assert(xSemaphoreGive(counting) && xSemaphoreGive(counting) == pdFAIL);
  assert(uxSemaphoreGetCount(counting) == 2);
}

static void setter(void *arg) {
  vTaskDelay(2);
  xEventGroupSetBits(group, 1);
  vTaskDelay(2);
  xEventGroupSetBits(group, 2);
  xTaskNotify(main_task, 0x30, eSetBits);
  vTaskDelete(NULL);
}

static void check_events(void) {
  uint32_t value;
  group = xEventGroupCreate();
  xTaskCreate(setter, "setter", 2048, NULL, 5, NULL);
  assert(xEventGroupWaitBits(group, 3, pdFALSE, pdFALSE, 100) == 1);
  assert((xEventGroupWaitBits(group, 3, pdTRUE, pdTRUE, 1) & 3) == 1);
  assert(xEventGroupWaitBits(group, 3, pdTRUE, pdTRUE, 100) == 3);
  assert(xEventGroupGetBits(group) == 0);
  assert(xTaskNotifyWait(0, 0xff, &value, 100) && value == 0x30);
}

static void on_timer(TimerHandle_t timer) {
  fired++;
  if (fired == 3)
    xTimerStop(timer, 0);
}

static void on_esp_timer(void *arg) {
  timer_fired += *(int *)arg;
}

static void check_timers(void) {
  int step = 10;
  esp_timer_create_args_t arguments = {.callback = on_esp_timer, .arg = &step};
  esp_timer_handle_t esp_timer;
  TimerHandle_t timer = xTimerCreate("t", 2, pdTRUE, NULL, on_timer);
  xTimerStart(timer, 0);
  ESP_ERROR_CHECK(esp_timer_create(&arguments, &esp_timer));
  ESP_ERROR_CHECK(esp_timer_start_periodic(esp_timer, 30000));
  int64_t began_us = esp_timer_get_time();
  vTaskDelay(10);
  assert(esp_timer_get_time() - began_us >= 90000);
  assert(fired == 3 && !xTimerIsTimerActive(timer));
  assert(timer_fired >= 20 && timer_fired <= 30);
  ESP_ERROR_CHECK(esp_timer_stop(esp_timer));
  assert(esp_timer_stop(esp_timer) == ESP_ERR_INVALID_STATE);
}

static void on_event(void *arg, esp_event_base_t base, int32_t id, void *data) {
  assert(base == MY_EVENT && id == 7 && *(int *)data == 42);
  events++;
}

static void check_event_loop(void) {
  int data = 42;
  assert(esp_event_post(MY_EVENT, 7, NULL, 0, 0) == ESP_ERR_INVALID_STATE);
  ESP_ERROR_CHECK(esp_event_loop_create_default());
  assert(esp_event_loop_create_default() == ESP_ERR_INVALID_STATE);
  esp_event_handler_register(MY_EVENT, 7, on_event, NULL);
  esp_event_post(MY_EVENT, 7, &data, sizeof(data), portMAX_DELAY);
  esp_event_post(MY_EVENT, 8, &data, sizeof(data), portMAX_DELAY);
  vTaskDelay(1);
  esp_event_handler_unregister(MY_EVENT, 7, on_event);
  esp_event_post(MY_EVENT, 7, &data, sizeof(data), portMAX_DELAY);
  vTaskDelay(1);
  assert(events == 1);
}

static void check_memory(void) {
  char *text = strdup("text");
  text = realloc(text, 100);
  assert(strcmp(text, "text") == 0);
  free(text);
  int first = rand();
  srand(1);
  assert(rand() == first);
  assert(strcmp(esp_err_to_name(ESP_ERR_TIMEOUT), "ESP_ERR_TIMEOUT") == 0);
}

void app_main(void) {
  main_task = xTaskGetCurrentTaskHandle();
  check_queues();
  check_mutexes();
  check_events();
  check_timers();
  check_event_loop();
  check_memory();
  ESP_LOGI("primitives", "all hold");
}
