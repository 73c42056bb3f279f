import { asksForToken } from '#lib/core/settings';
import { type File, file } from '#lib/http/file';
import { describeSystem } from './document.ts';

let made: File | undefined;

/** The OpenAPI document of this stage, made once. Apart from the page that shows it, which need not know any endpoint. */
export const openapi = (): File => {
  made ??= file(JSON.stringify(describeSystem({ asksForToken: asksForToken() })), 'application/json');
  return made;
};
