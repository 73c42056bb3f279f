import { type Place, placeNeeded } from './place.ts';
import { Retries } from './retries.ts';
import { AwsService } from './service.ts';

/** Systems Manager answers in milliseconds; a call that waits for a secret has seconds in all. */
const PATIENCE = { connectMs: 1000, answerMs: 2000 };

/** Systems Manager's GetParameter, which of all of its API is what a function needs (ADR 25). */
export class ParameterStore {
  readonly #service: AwsService;
  readonly #retries = new Retries();

  constructor(place: Place = placeNeeded('ssm')) {
    this.#service = new AwsService('ssm', place, PATIENCE);
  }

  /** The decrypted value of a parameter. @throws AwsFailure with the name of Systems Manager's error. */
  async read(name: string): Promise<string> {
    const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'AmazonSSM.GetParameter' };
    const body = JSON.stringify({ Name: name, WithDecryption: true });
    const answer = await this.#retries.run(() => this.#service.post({ headers, body }));
    const { Parameter } = JSON.parse(answer.body) as { Parameter?: { Value?: string } };
    return Parameter?.Value ?? '';
  }
}
