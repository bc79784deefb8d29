import { randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { encodeMulaw, sampleRateHz } from '../../src/media/mulaw.js';
import type { FrameClock } from './frame-clock.js';
import { createLine, type Line } from './line.js';
import { openMediaStream, type MediaStream } from './media-stream.js';
import type { LineQuality } from './microphone.js';
import { postSigned, signatureOf, type WebhookForm } from './signed-requests.js';
import { parseTwiml, type StreamNoun, type Verb } from './twiml.js';

/** As in Twilio's Call resource. */
export type CallStatus =
  | 'queued'
  | 'initiated'
  | 'ringing'
  | 'in-progress'
  | 'completed'
  | 'busy'
  | 'failed'
  | 'no-answer'
  | 'canceled';

/** What all calls of the stand-in share. */
export interface TelephoneNetwork {
  readonly accountSid: string;
  readonly authToken: string;
  readonly clock: FrameClock;
  /** Speaks a `<Say>`: 8 kHz samples. */
  say(text: string, language: string): Promise<Int16Array>;
  /** Hears of everything that the service did and Twilio would not have taken. */
  onViolation(callSid: string, violation: string): void;
}

export interface TelephoneCallSettings {
  readonly network: TelephoneNetwork;
  readonly from: string;
  readonly to: string;
  readonly direction: 'inbound' | 'outbound-api';
  readonly statusCallback: { readonly url: string; readonly events: readonly string[] } | undefined;
}

/** One telephone call: its line, its status, and the TwiML that it follows. */
export interface TelephoneCall {
  readonly sid: string;
  readonly from: string;
  readonly to: string;
  readonly direction: 'inbound' | 'outbound-api';
  readonly status: CallStatus;
  /** Undefined until the call was answered. */
  readonly line: Line | undefined;
  /** Whether a Media Stream of the call has begun. */
  readonly hasStreamed: boolean;
  /** The call is over and the service was told; its last status. */
  readonly ended: Promise<CallStatus>;
  readonly seconds: number;
  /** Moves on to a status before the conversation, and tells the service. */
  advance(status: 'initiated' | 'ringing'): void;
  /** Off the hook: the line begins, and the call follows the TwiML that `document` yields. */
  answer(quality: LineQuality, document: () => Promise<string>): Line;
  /** Sends the call to another document in the middle of what it does. */
  redirect(document: string): void;
  press(digit: string): void;
  /** Ends the call, once: the party's or the carrier's doing, or the service's through the REST API. */
  end(status: CallStatus): void;
  /** The fields of every webhook about the call. */
  form(): WebhookForm;
}

/** A SID as Twilio makes them: two letters and 32 hexadecimal digits. */
export function createSid(prefix: 'CA' | 'MZ' | 'AC'): string {
  return prefix + randomBytes(16).toString('hex');
}

export function createTelephoneCall(settings: TelephoneCallSettings): TelephoneCall {
  const { network, from, to, direction } = settings;
  const sid = createSid('CA');
  let status: CallStatus = direction === 'inbound' ? 'ringing' : 'queued';
  let line: Line | undefined;
  let stream: MediaStream | undefined;
  let program = new AbortController();
  let following: Promise<unknown> = Promise.resolve();
  let callbacks: Promise<void> = Promise.resolve();
  let callbackNumber = 0;
  let hasStreamed = false;
  let answeredAt: number | undefined;
  let endedAt: number | undefined;
  let finish: (last: CallStatus) => void = () => {};
  const ended = new Promise<CallStatus>((resolve) => {
    finish = resolve;
  });

  const violation = (text: string) => network.onViolation(sid, text);
  const seconds = () =>
    answeredAt === undefined ? 0 : Math.ceil(((endedAt ?? performance.now()) - answeredAt) / 1000);

  function form(): WebhookForm {
    return {
      CallSid: sid,
      AccountSid: network.accountSid,
      ApiVersion: '2010-04-01',
      From: from,
      To: to,
      Caller: from,
      Called: to,
      Direction: direction,
      CallStatus: status,
    };
  }

  /** Callbacks of one call go out one after the other: the carrier's own order, though it promises none. */
  function tell(event: string) {
    const callback = settings.statusCallback;
    if (callback?.events.includes(event) !== true) return;
    const content: WebhookForm = {
      ...form(),
      CallbackSource: 'call-progress-events',
      SequenceNumber: String(callbackNumber),
      Timestamp: new Date().toUTCString().replace('GMT', '+0000'),
      ...(event === 'completed' && {
        CallDuration: String(seconds()),
        Duration: String(Math.ceil(seconds() / 60)),
      }),
    };
    callbackNumber += 1;
    post(callback.url, content);
  }

  function post(url: string, content: WebhookForm) {
    callbacks = callbacks
      .then(() => postSigned(network.authToken, url, content))
      .then(
        () => {},
        (error: unknown) => violation(String(error)),
      );
  }

  function end(last: CallStatus) {
    if (endedAt !== undefined) return;
    endedAt = performance.now();
    status = last;
    program.abort();
    line?.close();
    tell('completed');
    void following.then(() => callbacks).then(() => finish(last));
  }

  /** Follows a document until it ends, or another one takes over. */
  function follow(document: () => Promise<string>) {
    program.abort();
    program = new AbortController();
    following = Promise.all([following, run(document, program.signal)]);
  }

  async function run(document: () => Promise<string>, signal: AbortSignal) {
    try {
      let next: (() => Promise<string>) | undefined = document;
      while (next !== undefined && !signal.aborted) next = await play(parseTwiml(await next()), signal);
      if (!signal.aborted) end('completed');
    } catch (error) {
      if (signal.aborted) return;
      violation(String(error));
      end('failed');
    }
  }

  /** Plays the verbs; where the call goes next, if they say so. */
  async function play(
    verbs: readonly Verb[],
    signal: AbortSignal,
  ): Promise<(() => Promise<string>) | undefined> {
    for (const verb of verbs) {
      if (signal.aborted) return undefined;
      switch (verb.name) {
        case 'Say': {
          const samples = await network.say(verb.text, verb.language);
          line?.play(encodeMulaw(samples));
          await wait((samples.length / sampleRateHz) * 1000, undefined, { signal });
          break;
        }
        case 'Pause':
          await wait(verb.seconds * 1000, undefined, { signal });
          break;
        case 'Connect': {
          await connect(verb.stream, signal);
          const { action } = verb;
          if (action !== undefined) return () => postSigned(network.authToken, action, form());
          break;
        }
        case 'Redirect':
          return () => postSigned(network.authToken, verb.url, form());
        case 'Reject':
          end(verb.reason === 'busy' ? 'busy' : 'failed');
          break;
        case 'Hangup':
          end('completed');
          break;
      }
    }
    return undefined;
  }

  async function connect(noun: StreamNoun, signal: AbortSignal) {
    if (line === undefined) return;
    const streamSid = createSid('MZ');
    const tellStream = (event: string, error?: string) => {
      if (noun.statusCallback === undefined) return;
      post(noun.statusCallback, {
        AccountSid: network.accountSid,
        CallSid: sid,
        StreamSid: streamSid,
        StreamName: noun.name ?? streamSid,
        StreamEvent: event,
        StreamError: error,
        Timestamp: new Date().toISOString(),
      });
    };
    const opened = openMediaStream({
      stream: noun,
      accountSid: network.accountSid,
      callSid: sid,
      streamSid,
      line,
      sign: (url) => signatureOf(network.authToken, url),
      onViolation: violation,
      onStarted() {
        hasStreamed = true;
        tellStream('stream-started');
      },
    });
    stream = opened;
    const stop = () => opened.stop();
    signal.addEventListener('abort', stop, { once: true });
    const { failure } = await opened.ended;
    signal.removeEventListener('abort', stop);
    stream = undefined;
    if (failure === undefined || signal.aborted) {
      tellStream('stream-stopped');
    } else {
      violation(`the stream failed: ${failure}`);
      tellStream('stream-error', failure);
    }
  }

  return {
    sid,
    from,
    to,
    direction,
    get status() {
      return status;
    },
    get line() {
      return line;
    },
    get seconds() {
      return seconds();
    },
    get hasStreamed() {
      return hasStreamed;
    },
    ended,
    advance(next) {
      status = next;
      tell(next);
    },
    answer(quality, document) {
      const answered = createLine({ clock: network.clock, quality });
      line = answered;
      answeredAt = performance.now();
      status = 'in-progress';
      tell('answered');
      follow(document);
      return answered;
    },
    redirect: (document) => follow(() => Promise.resolve(document)),
    press: (digit) => stream?.press(digit),
    end,
    form,
  };
}
