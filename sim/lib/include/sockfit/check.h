/* SPDX-License-Identifier: BSD-3-Clause */
/* libsockfit: assertions on a run. With libcheck: include <check.h> first. With
 * another framework: define SOCKFIT_FAIL(message), a const char *, before this
 * header. The library itself knows neither. */
#ifndef SOCKFIT_CHECK_H
#define SOCKFIT_CHECK_H

#include "sockfit/sockfit.h"

#ifndef SOCKFIT_FAIL
#ifndef ck_abort_msg
#error "include <check.h> before sockfit/check.h, or define SOCKFIT_FAIL"
#endif
#define SOCKFIT_FAIL(message) ck_abort_msg("%s", message)
#endif

/* Fail with the message that a sockfit_check_ function returns, if it does. */
#define sockfit_assert(check)                                                  \
  do {                                                                         \
    const char *sockfit_message = (check);                                     \
    if (sockfit_message != NULL)                                               \
      SOCKFIT_FAIL(sockfit_message);                                           \
  } while (0)

/* There was a run; otherwise fail with what sockfit_error says. */
#define sockfit_assert_ran(sockfit, run)                                       \
  sockfit_assert((run) != NULL ? NULL : sockfit_error(sockfit))

#define sockfit_assert_holds(run, expectation)                                 \
  sockfit_assert(sockfit_check(run, expectation))
#define sockfit_assert_pass(run) sockfit_assert(sockfit_check_pass(run))
#define sockfit_assert_no_refusals(run)                                        \
  sockfit_assert(sockfit_check_no_refusals(run))
#define sockfit_assert_not_refused(run, consumer)                              \
  sockfit_assert(sockfit_check_not_refused(run, consumer))
#define sockfit_assert_refused(run, consumer, call, error_name)                \
  sockfit_assert(sockfit_check_refused(run, consumer, call, error_name))
#define sockfit_assert_peak(run, what, bound)                                  \
  sockfit_assert(sockfit_check_peak(run, what, bound))
#define sockfit_assert_consumer_peak(run, consumer, bound)                     \
  sockfit_assert(sockfit_check_consumer_peak(run, consumer, bound))
#define sockfit_assert_state(run, consumer, state)                             \
  sockfit_assert(sockfit_check_state(run, consumer, state))
#define sockfit_assert_peer(run, peer, what, bound)                            \
  sockfit_assert(sockfit_check_peer(run, peer, what, bound))
#define sockfit_assert_logged(run, text)                                       \
  sockfit_assert(sockfit_check_logged(run, text))

#endif
