import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { listenOnLoopback } from '../loopback.js';
import type { LineQuality } from './microphone.js';
import { createRestApi, type DialRequest } from './rest-api.js';
import { postSigned } from './signed-requests.js';
import { createTelephoneCall, type TelephoneCall, type TelephoneNetwork } from './telephone-call.js';
import { parseTwiml, TwimlError } from './twiml.js';

/** From the request until the called telephone rings, ms. */
const setUpMs = 100;
/** From the answer until the answering machine detection has decided, ms. */
const detectionMs = 600;

/** A telephone that the service makes ring. */
export interface Ring {
  readonly call: TelephoneCall;
  /** The URL of the Media Stream that the call will connect to, where its TwiML is inline. */
  readonly streamUrl: string | undefined;
  answer(quality: LineQuality): void;
  refuse(reason: 'busy' | 'no-answer' | 'failed'): void;
}

export interface TwilioServerSettings extends TelephoneNetwork {
  /** Where the service is reached: its `WEBHOOK_BASE_URL`. */
  readonly webhookBaseUrl: string;
  /** Hears of each telephone that the service makes ring. */
  onRing(ring: Ring): void;
}

/** Stand-in of Twilio: the REST API, and the telephone network behind it. */
export interface TwilioServer {
  readonly url: string;
  /** A telephone calls the service's number. */
  dial(request: { from: string; to: string; quality: LineQuality }): TelephoneCall;
  /** Ends all calls and stops. */
  close(): Promise<void>;
}

export async function startTwilioServer(settings: TwilioServerSettings): Promise<TwilioServer> {
  const { accountSid, authToken, webhookBaseUrl } = settings;
  const calls = new Map<string, TelephoneCall>();

  function take(call: TelephoneCall): TelephoneCall {
    calls.set(call.sid, call);
    return call;
  }

  function dialOut(request: DialRequest): TelephoneCall {
    const { from, to, statusCallback, document } = request;
    const call = take(
      createTelephoneCall({ network: settings, from, to, direction: 'outbound-api', statusCallback }),
    );
    void ring(call, request, () =>
      'twiml' in document
        ? Promise.resolve(document.twiml)
        : postSigned(authToken, document.url, call.form()),
    );
    return call;
  }

  async function ring(call: TelephoneCall, request: DialRequest, document: () => Promise<string>) {
    call.advance('initiated');
    await wait(setUpMs);
    if (call.status !== 'initiated') return;
    call.advance('ringing');
    const patience = setTimeout(() => call.end('no-answer'), request.ringSeconds * 1000);
    void call.ended.then(() => clearTimeout(patience));
    settings.onRing({
      call,
      streamUrl: streamUrlOf(request),
      answer(quality) {
        if (call.status !== 'ringing') return;
        clearTimeout(patience);
        call.answer(quality, document);
        if (request.detectionCallback !== undefined) void detect(call, request.detectionCallback);
      },
      refuse(reason) {
        if (call.status === 'ringing') call.end(reason);
      },
    });
  }

  async function detect(call: TelephoneCall, callback: string) {
    await wait(detectionMs);
    if (call.status !== 'in-progress') return;
    await postSigned(authToken, callback, {
      CallSid: call.sid,
      AccountSid: accountSid,
      AnsweredBy: 'human',
      MachineDetectionDuration: String(detectionMs),
    }).catch((error: unknown) => settings.onViolation(call.sid, String(error)));
  }

  const server = createRestApi({ accountSid, authToken, dial: dialOut, find: (sid) => calls.get(sid) });
  const port = await listenOnLoopback(server);

  return {
    url: `http://127.0.0.1:${port}`,

    dial({ from, to, quality }) {
      const statusCallback = { url: `${webhookBaseUrl}/voice/status`, events: ['completed'] };
      const call = take(
        createTelephoneCall({ network: settings, from, to, direction: 'inbound', statusCallback }),
      );
      call.answer(quality, () => postSigned(authToken, `${webhookBaseUrl}/voice/webhook`, call.form()));
      return call;
    },

    async close() {
      for (const call of calls.values()) call.end('completed');
      await Promise.all([...calls.values()].map((call) => call.ended));
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function streamUrlOf(request: DialRequest): string | undefined {
  if (!('twiml' in request.document)) return undefined;
  try {
    return parseTwiml(request.document.twiml).find((verb) => verb.name === 'Connect')?.stream.url;
  } catch (error) {
    // Twilio looks at the document when the call is answered, and only then complains.
    if (error instanceof TwimlError) return undefined;
    throw error;
  }
}
