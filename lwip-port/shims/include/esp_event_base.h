/* SPDX-License-Identifier: BSD-3-Clause */
/* lwip-port shims: what events are made of. */
#ifndef SOCKFIT_SHIMS_ESP_EVENT_BASE_H
#define SOCKFIT_SHIMS_ESP_EVENT_BASE_H

#ifdef __cplusplus
extern "C" {
#endif

typedef const char *esp_event_base_t;

#ifdef __cplusplus
}
#define ESP_EVENT_DECLARE_BASE(id) extern "C" esp_event_base_t const id
#define ESP_EVENT_DEFINE_BASE(id) extern "C" esp_event_base_t const id = #id
#else
#define ESP_EVENT_DECLARE_BASE(id) extern esp_event_base_t const id
#define ESP_EVENT_DEFINE_BASE(id) esp_event_base_t const id = #id
#endif
#define ESP_EVENT_ANY_BASE ((esp_event_base_t)0)
#define ESP_EVENT_ANY_ID (-1)

#endif
