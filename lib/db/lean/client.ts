import type { Patience } from '#lib/core/aws/http';
import type { Place } from '#lib/core/aws/place';
import { Retries } from '#lib/core/aws/retries';
import { AwsService } from '#lib/core/aws/service';
import { assertLease } from '#lib/core/lease';
import type { DocumentClient, Input, Operation, Output } from '../operations.ts';
import { MiddlewareStack } from './middleware-stack.ts';
import { outputOf, requestBody } from './wire.ts';

export interface LeanClientOptions extends Place {
  patience: Patience;
}

/**
 * DynamoDB's API for the operations that Muster uses, and nothing else: what the SDK's client does for any service and any
 * caller costs more than all of Muster's own work (ADR 21). Requests and answers are those of the SDK's document client,
 * errors have its names, and what may pass is sent again as there.
 */
export class LeanClient implements DocumentClient {
  readonly middlewareStack = new MiddlewareStack();
  /** As the SDK's client sends to DynamoDB: more often than to other services, and sooner. */
  readonly #retries = new Retries({ sendings: 4, passingMs: 25 });
  readonly #table: AwsService;

  constructor({ patience, ...place }: LeanClientOptions) {
    this.#table = new AwsService('dynamodb', place, patience);
  }

  async #post(operation: Operation, body: string): Promise<object> {
    // Each sending, the repeated ones too, goes out under the lease of the call that it belongs to.
    assertLease();
    const headers = {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `DynamoDB_20120810.${operation}`,
    };
    return outputOf((await this.#table.post({ headers, body })).body);
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
    this.#table.destroy();
  }
}
