import { assertLease } from '#lib/core/lease';
import type { DocumentClient, Input, Operation, Output } from '../operations.ts';
import { failureOf } from './failure.ts';
import { type Patience, Poster } from './http.ts';
import { MiddlewareStack } from './middleware-stack.ts';
import { Retries } from './retries.ts';
import { type Credentials, signer } from './signature-v4.ts';
import { outputOf, requestBody } from './wire.ts';

export interface LeanClientOptions {
  /** `https://dynamodb.eu-central-1.amazonaws.com` */
  endpoint: string;
  region: string;
  credentials: Credentials;
  patience: Patience;
}

/**
 * DynamoDB's API for the operations that Muster uses, and nothing else: what the SDK's client does for any service and any
 * caller costs more than all of Muster's own work (ADR 21). Requests and answers are those of the SDK's document client,
 * errors have its names, and what may pass is sent again as there.
 */
export class LeanClient implements DocumentClient {
  readonly middlewareStack = new MiddlewareStack();
  readonly #retries = new Retries();
  readonly #poster: Poster;
  readonly #host: string;
  readonly #sign: ReturnType<typeof signer>;

  constructor({ endpoint, region, credentials, patience }: LeanClientOptions) {
    const url = new URL(endpoint);
    this.#poster = new Poster(url, patience);
    this.#host = url.host;
    this.#sign = signer(credentials, region);
  }

  async #post(operation: Operation, body: string): Promise<object> {
    // Each sending, the repeated ones too, goes out under the lease of the call that it belongs to.
    assertLease();
    const headers = this.#sign(this.#host, `DynamoDB_20120810.${operation}`, body, new Date());
    headers['content-length'] = String(Buffer.byteLength(body));
    const answer = await this.#poster.post(headers, body);
    if (answer.status !== 200) throw failureOf(answer);
    return outputOf(answer.body);
  }

  #sendThrough(operation: Operation, given: object): Promise<object> {
    const context = { commandName: `${operation}Command` };
    const { middlewareStack: stack } = this;
    const send = stack.around('initialize', context, async ({ input }) => {
      const body = requestBody(operation, input);
      const once = stack.around('deserialize', context, async () => ({ output: await this.#post(operation, body) }));
      return this.#retries.run(() => once({ input }));
    });
    return send({ input: given }).then(({ output }) => output);
  }

  async send<O extends Operation>(operation: O, input: Input<O>): Promise<Output<O>> {
    if (!this.middlewareStack.isEmpty) return (await this.#sendThrough(operation, input)) as Output<O>;
    const body = requestBody(operation, input);
    return (await this.#retries.run(() => this.#post(operation, body))) as Output<O>;
  }

  destroy(): void {
    this.#poster.destroy();
  }
}
