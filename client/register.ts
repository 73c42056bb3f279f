/** What the server has of a device. */
export interface Registered {
  ip: string;
  name: string;
  userdata: string;
}

export interface Registration {
  server: URL;
  id: string;
  /** Left out where the server gives the machine its address. */
  ip?: string | undefined;
  name?: string | undefined;
  userdata?: string | undefined;
  enrollSecret?: string | undefined;
  /** The same for every repetition of this registration: however often it is sent, it counts once. */
  key: string;
}

/** The server is not up yet, or not for the moment: it is worth while to try again. */
export class NotUp extends Error {}

const TIMEOUT_MS = 10_000;
/** 409: what was sent before under the same key is still being worked on. */
const NOT_UP = new Set([409, 502, 503, 504]);

const addressOf = ({ server, id }: Registration): URL => {
  const base = server.href.replace(/[?#].*$/, '').replace(/\/+$/, '');
  return new URL(`${base}/ztp/register/${encodeURIComponent(id)}`);
};

export const reason = (error: unknown): string => {
  const { name, message, cause } = error as Error;
  if (name === 'TimeoutError') return `no answer within ${TIMEOUT_MS / 1000} s`;
  const { code, message: deeper } = (cause ?? {}) as { code?: string; message?: string };
  return code ?? deeper ?? message;
};

/** What a refusal says, as one sentence. */
export const detailOf = async (response: Response): Promise<string> => {
  const text = await response.text();
  try {
    const { detail } = JSON.parse(text) as { detail?: string };
    if (detail) return detail;
  } catch {
    // Not a problem answer.
  }
  return text.slice(0, 200).replaceAll(/\s+/g, ' ').trim() || response.statusText;
};

const ask = async (registration: Registration): Promise<Response> => {
  const { server, ip, name, userdata, enrollSecret, key } = registration;
  try {
    return await fetch(addressOf(registration), {
      method: 'PUT',
      headers: {
        'Content-Type': 'application/json',
        'Idempotency-Key': key,
        ...(enrollSecret !== undefined && { Authorization: `Enroll ${enrollSecret}` }),
      },
      body: JSON.stringify({ ip, name, userdata }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
  } catch (error) {
    throw new NotUp(`The server at ${server.host} could not be reached: ${reason(error)}.`);
  }
};

/**
 * Registers a machine and gives what the server has of it, and whether it is new there.
 * @throws NotUp when there is no server yet, Error when it refuses.
 */
export const register = async (registration: Registration): Promise<{ isNew: boolean; registered: Registered }> => {
  const response = await ask(registration);
  if (NOT_UP.has(response.status)) throw new NotUp(`The server is not ready (${response.status}).`);
  if (!response.ok)
    throw new Error(`The server refused the registration (${response.status}): ${await detailOf(response)}`);
  try {
    return { isNew: response.status === 201, registered: (await response.json()) as Registered };
  } catch {
    throw new Error(`What answers at ${registration.server.host} is not a Muster server.`);
  }
};
