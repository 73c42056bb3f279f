import { test } from '@jest/globals';

/**
 * A test of what the local stack alone shows, left out where `tests/http` runs on a deployed stage: sample users with
 * their passwords, GraphiQL, and what the emulator of AWS answers in Muster's place (`OPTIONS`, bodies that are no UTF-8).
 */
export const onLaptop = process.env.MUSTER_TEST_DEPLOYED ? test.skip : test;
