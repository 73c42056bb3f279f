import { expect, test } from '@jest/globals';
import { stepsOf } from '#support/manual/console';
import { unify, withBindings } from '#support/manual/unify';

const ID = '7328812b-30a2-560e-a935-475eaa38a346';
const OTHER = '049de5ca-60c8-51be-9efe-ffae92be425d';

test('a page gives its commands in order, each with what is printed after it', () => {
  const page =
    'Text\n\n```console\n$ a\n1\n2\n$ b \\\n  c\n```\n\n```\n$ not run\n```\n\n  ```console\n  $ d\n  3\n  ```\n';
  expect(stepsOf(page)).toEqual([
    { line: 4, command: 'a', printed: '1\n2' },
    { line: 7, command: 'b \\\n  c', printed: '' },
    { line: 16, command: 'd', printed: '3' },
  ]);
});

test('an id stands for the same value wherever it stands', () => {
  const bound = unify(`{"id":"${ID}"}`, `{"id":"${OTHER}"}`);
  expect(bound).toEqual(new Map([[ID, OTHER]]));
  expect(unify(`"${ID}"`, `"${OTHER}"`, bound ?? undefined)).toEqual(bound);
  expect(unify(`"${ID}"`, `"${ID}"`, bound ?? undefined)).toBeNull();
  expect(withBindings(`curl /x/${ID}`, bound ?? new Map())).toBe(`curl /x/${OTHER}`);
});

test('times, addresses and fractions stand for any of their kind, and three dots for anything', () => {
  expect(unify('{"at":"2026-11-20T18:15:10.423Z","ms":0.3}', '{"at":"2027-01-01T00:00:00Z","ms":12}')).not.toBeNull();
  expect(unify('{"ip":"10.0.0.1"}', '{"ip":"10.0.0.9"}')).not.toBeNull();
  expect(unify('in ... ms', 'in 812 ms')).not.toBeNull();
});

test('another text is another text', () => {
  expect(unify('{"status":"UP"}', '{"status":"DOWN"}')).toBeNull();
  expect(unify('{"ip":"10.0.0.1"}', '{"ip":"rack"}')).toBeNull();
  expect(unify('{"a":1}', '{"a":1,"b":2}')).toBeNull();
  expect(unify('', '{"type":"urn:muster:problem:x"}')).toBeNull();
});
