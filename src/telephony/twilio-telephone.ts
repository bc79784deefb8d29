import twilio from 'twilio';
import type RequestClient from 'twilio/lib/base/RequestClient.js';
import type { Telephone } from '../actors/telephone-actors.js';
import { callbackUrl } from './twiml.js';

export interface TelephoneSettings {
  readonly accountSid: string;
  readonly authToken: string;
  /** Origin of Twilio's REST API: its own, or a stand-in's. */
  readonly apiBaseUrl: string;
  /** The number that the called party sees, E.164. */
  readonly phoneNumber: string;
  /** WEBHOOK_BASE_URL: where the callbacks go. */
  readonly publicUrl: string;
  readonly requestTimeoutMs: number;
}

/** The carrier refused, or could not be reached. */
export class TelephoneError extends Error {
  override readonly name = 'TelephoneError';

  constructor(
    readonly operation: 'dial' | 'hangUp',
    /** HTTP status; undefined where no answer came. */
    readonly status: number | undefined,
    /** The carrier's own code, twilio.com/docs/api/errors. */
    readonly code: number | undefined,
    options: { readonly cause: unknown },
  ) {
    super(
      `Twilio ${operation}: ${status === undefined ? 'no answer' : `status ${status}${code === undefined ? '' : `, code ${code}`}`}`,
      options,
    );
  }
}

/** "Call is not in-progress": the other side was faster. */
const callIsOver = 21_220;

/** The telephone network by way of Twilio's REST API. Its methods throw a TelephoneError. */
export function createTelephone(settings: TelephoneSettings): Telephone {
  const { accountSid, authToken, publicUrl } = settings;
  const client = twilio(accountSid, authToken, {
    httpClient: new RedirectedClient(settings.apiBaseUrl, settings.requestTimeoutMs),
  });

  return {
    async dial({ to, twiml, ringSeconds, routingKey }) {
      try {
        const call = await client.calls.create({
          to,
          from: settings.phoneNumber,
          twiml,
          timeout: ringSeconds,
          statusCallback: callbackUrl(publicUrl, 'status', routingKey),
          statusCallbackEvent: ['initiated', 'ringing', 'answered', 'completed'],
          machineDetection: 'Enable',
          asyncAmd: 'true',
          asyncAmdStatusCallback: callbackUrl(publicUrl, 'amd', routingKey),
        });
        return { callSid: call.sid };
      } catch (error) {
        throw telephoneError('dial', error);
      }
    },

    async hangUp(callSid) {
      try {
        await client.calls(callSid).update({ status: 'completed' });
      } catch (error) {
        const failure = telephoneError('hangUp', error);
        if (failure.code !== callIsOver && failure.status !== 404) throw failure;
      }
    },
  };
}

/** twilio-node has no setting for the address of the API. */
class RedirectedClient extends twilio.RequestClient {
  constructor(
    private readonly baseUrl: string,
    timeout: number,
  ) {
    super({ timeout });
  }

  override request<Data>(options: RequestClient.RequestOptions<Data>) {
    const { pathname, search } = new URL(options.uri);
    return super.request({ ...options, uri: `${this.baseUrl}${pathname}${search}` });
  }
}

function telephoneError(operation: TelephoneError['operation'], cause: unknown): TelephoneError {
  const { status, code } = cause instanceof twilio.RestException ? cause : {};
  return new TelephoneError(operation, status, code, { cause });
}
