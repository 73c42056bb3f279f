import { expect, test } from '@jest/globals';
import { hide, redact, redactText } from '#lib/core/redact';

const TOKEN = '7321c47a7475d5d696c80e2d47cf4cbb1ab68656';

test.each([
  [`Authorization: Token ${TOKEN}`, 'Authorization: Token ***'],
  [`authorization: bearer ${TOKEN}`, 'authorization: bearer ***'],
  ['Enroll s3cret-of-rack-7', 'Enroll ***'],
  ['Basic YWxpY2U6aHVudGVyMg==', 'Basic ***'],
  [`no session for ${TOKEN}.`, 'no session for ***.'],
  [
    'GET http://muster:pa55@manager.example:4000/api/exec?ip=10.0.0.1',
    'GET http://***@manager.example:4000/api/exec?ip=10.0.0.1',
  ],
  ['postgres://u:p@host', 'postgres://***@host'],
  ['{"username":"alice","password":"hunter2"}', '{"username":"alice","password":"***"}'],
  ['username=alice&password=hunter2&x=1', 'username=alice&password=***&x=1'],
  ['csrftoken=abc123def; Path=/', 'csrftoken=***; Path=/'],
])('%s is logged as %s', (text, logged) => {
  expect(redactText(text)).toBe(logged);
});

test.each([
  'The use of a token could not be noted',
  'A sample user tried to log in; disable it, or give it a password of its own',
  'GET http://manager.example:4000/api/exec?ip=10.0.0.1',
  'rack 3, slot 7 <ops@example.org>',
  '4b825dc642cb6eb9a060e54bf8d69288fbee4904ffffffff',
])('%s stays as it is', (text) => {
  expect(redactText(text)).toBe(text);
});

test('what stands under such a name is not logged, however deep', () => {
  const logged = JSON.stringify(
    {
      headers: { authorization: 'x', Cookie: 'a=b', 'X-CSRF-Token': 'y', 'x-enroll-secret': 'z', accept: 'text/html' },
      item: { password: { salt: 'q', hash: 'w' }, passwordless: null, name: 'alice' },
    },
    redact,
  );
  expect(JSON.parse(logged)).toEqual({
    headers: {
      authorization: '***',
      Cookie: '***',
      'X-CSRF-Token': '***',
      'x-enroll-secret': '***',
      accept: 'text/html',
    },
    item: { password: '***', passwordless: null, name: 'alice' },
  });
});

test('a value that was read from somewhere is hidden wherever it stands, unless it is too short to be one', () => {
  hide('correct horse');
  hide('abc');
  expect(redactText('it was <correct horse>, abc')).toBe('it was <***>, abc');
});

test('secrets in the settings are hidden, too', () => {
  process.env.ALERT_WEBHOOK_URL = 'https://hooks.example/services/T0/B0/XyZ';
  process.env.ZTP_ENROLL_SECRET = 'ssm:/muster/prod/enroll';
  expect(redactText('POST https://hooks.example/services/T0/B0/XyZ failed')).toBe('POST *** failed');
  expect(redactText('ssm:/muster/prod/enroll')).toBe('ssm:/muster/prod/enroll');
  delete process.env.ALERT_WEBHOOK_URL;
  delete process.env.ZTP_ENROLL_SECRET;
});
