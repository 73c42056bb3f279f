import { asksForToken, settings } from '#lib/core/settings';
import { type StaticFile, staticFile } from '#lib/http/static-file';
import { describeSystem } from './document.ts';

let made: StaticFile | undefined;

/** The OpenAPI document of this stage, made once. Apart from the page that shows it, which need not know any endpoint. */
export const openapi = (): StaticFile => {
  const asked = { asksForToken: asksForToken(), asksToEnroll: settings().ZTP_ENROLL_SECRET !== undefined };
  made ??= staticFile(JSON.stringify(describeSystem(asked)), 'application/json');
  return made;
};
