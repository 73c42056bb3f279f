import { failureOf } from './failure.ts';
import { type Answer, type Patience, Poster } from './http.ts';
import type { Place, Service } from './place.ts';
import { signer } from './signature-v4.ts';

/** What of a request is not the same for all requests to a service. */
interface Posting {
  /** All of them are signed. */
  headers: Readonly<Record<string, string>>;
  body: string;
  path?: string;
  /** Headers that are not signed. */
  unsigned?: Readonly<Record<string, string>> | undefined;
  signal?: AbortSignal | undefined;
}

/** A service of AWS, or what stands for it: to be asked by signed POSTs (ADR 21). */
export class AwsService {
  readonly #poster: Poster;
  readonly #host: string;
  readonly #sign: ReturnType<typeof signer>;

  constructor(service: Service, { endpoint, region, credentials }: Place, patience: Patience) {
    const url = new URL(endpoint);
    this.#poster = new Poster(url, patience);
    this.#host = url.host;
    this.#sign = signer(credentials, region, service);
  }

  /** Posts once. @throws AwsFailure for an answer that is no success, TimeoutError, or what the socket says. */
  async post({ headers, body, path = '/', unsigned, signal }: Posting): Promise<Answer> {
    const signed = this.#sign({ host: this.#host, path, headers, body }, new Date());
    signed['content-length'] = String(Buffer.byteLength(body));
    const answer = await this.#poster.post(unsigned ? { ...signed, ...unsigned } : signed, body, { path, signal });
    if (answer.status < 200 || answer.status > 299) throw failureOf(answer);
    return answer;
  }

  destroy(): void {
    this.#poster.destroy();
  }
}
