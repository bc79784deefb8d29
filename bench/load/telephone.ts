import { setTimeout as wait } from 'node:timers/promises';
import type { RestCall } from '../../sandbox/telephone/rest-api.js';
import { postSigned, signatureOf, type WebhookForm } from '../../sandbox/telephone/signed-requests.js';
import { createSid, type CallStatus } from '../../sandbox/telephone/telephone-call.js';
import { parseTwiml, type StreamNoun } from '../../sandbox/telephone/twiml.js';
import { openStreamClient, type StreamClient } from './stream-client.js';

/** What all telephones of a run share. */
export interface TelephoneAccount {
  readonly accountSid: string;
  readonly authToken: string;
  /** Hears of what went wrong with a telephone. */
  onTrouble(trouble: string): void;
}

export interface TelephoneSettings {
  readonly account: TelephoneAccount;
  readonly from: string;
  readonly to: string;
  readonly direction: 'inbound' | 'outbound-api';
  readonly statusCallback: { readonly url: string; readonly events: readonly string[] } | undefined;
  /** Hears of each stream that has begun. */
  onStream(stream: StreamClient): void;
  onRendition(number: number, heardAt: number): void;
  /** The telephone is on the hook. */
  onEnded(): void;
}

/** One telephone of a call under load: it follows its TwiML, and has a stream while that says so. */
export interface Telephone extends RestCall {
  /** Off the hook. */
  answer(document: () => Promise<string>): void;
  /** The call's progress, before it is answered. */
  advance(status: 'initiated' | 'ringing'): void;
  form(): WebhookForm;
  /** The party hangs up; ends when the service was told, or could not be. */
  hangUp(): Promise<void>;
  /** Its stream breaks, and it is never heard of again until it is hung up by the other end. */
  vanish(): void;
}

export function createTelephone(settings: TelephoneSettings): Telephone {
  const { account, from, to, direction } = settings;
  const sid = createSid('CA');
  let status: CallStatus = direction === 'inbound' ? 'ringing' : 'queued';
  let stream: StreamClient | undefined;
  let answeredAt = performance.now();
  let callbacks: Promise<void> = Promise.resolve();
  let streamClosed: Promise<void> = Promise.resolve();
  let hasVanished = false;
  const isOver = () => !['queued', 'initiated', 'ringing', 'in-progress'].includes(status);

  const form = (): WebhookForm => ({
    CallSid: sid,
    AccountSid: account.accountSid,
    ApiVersion: '2010-04-01',
    From: from,
    To: to,
    Direction: direction,
    CallStatus: status,
  });

  function post(url: string, fields: WebhookForm) {
    if (hasVanished) return;
    callbacks = callbacks
      .then(() => postSigned(account.authToken, url, fields))
      .then(
        () => undefined,
        (error: unknown) => account.onTrouble(String(error)),
      );
  }

  function tell(event: string) {
    const { statusCallback } = settings;
    if (statusCallback?.events.includes(event) === true) post(statusCallback.url, form());
  }

  function end(last: CallStatus) {
    if (isOver()) return;
    status = last;
    stream?.stop();
    tell('completed');
    settings.onEnded();
  }

  async function follow(document: () => Promise<string>): Promise<void> {
    let next: (() => Promise<string>) | undefined = document;
    try {
      while (next !== undefined && !isOver()) next = await play(await next());
      if (!hasVanished) end('completed');
    } catch (error) {
      account.onTrouble(String(error));
      end('failed');
    }
  }

  /** Plays a document; where the call goes next, if it says so. */
  async function play(document: string): Promise<(() => Promise<string>) | undefined> {
    for (const verb of parseTwiml(document)) {
      if (isOver()) return undefined;
      switch (verb.name) {
        case 'Connect': {
          await connect(verb.stream);
          const { action } = verb;
          if (isOver() || hasVanished || action === undefined) return undefined;
          return () => postSigned(account.authToken, action, form());
        }
        case 'Redirect':
          return () => postSigned(account.authToken, verb.url, form());
        case 'Pause':
          await wait(verb.seconds * 1000);
          break;
        case 'Say':
          account.onTrouble('the service had something to say instead of a stream');
          break;
        case 'Reject':
        case 'Hangup':
          return undefined;
      }
    }
    return undefined;
  }

  function connect(noun: StreamNoun): Promise<void> {
    const streamSid = createSid('MZ');
    const tellStream = (event: string) => {
      if (noun.statusCallback === undefined) return;
      post(noun.statusCallback, { ...form(), StreamSid: streamSid, StreamEvent: event });
    };
    streamClosed = new Promise((resolve) => {
      const opened = openStreamClient({
        url: noun.url,
        signature: signatureOf(account.authToken, noun.url),
        accountSid: account.accountSid,
        callSid: sid,
        streamSid,
        parameters: noun.parameters,
        onOpen() {
          tellStream('stream-started');
          settings.onStream(opened);
        },
        onRendition: (number, heardAt) => settings.onRendition(number, heardAt),
        onTrouble: (trouble) => account.onTrouble(trouble),
        onClosed() {
          stream = undefined;
          tellStream('stream-stopped');
          resolve();
        },
      });
      stream = opened;
    });
    return streamClosed;
  }

  return {
    sid,
    from,
    to,
    direction,
    get status() {
      return status;
    },
    get seconds() {
      return Math.ceil((performance.now() - answeredAt) / 1000);
    },
    form,
    advance(next) {
      status = next;
      tell(next);
    },
    answer(document) {
      answeredAt = performance.now();
      status = 'in-progress';
      tell('answered');
      void follow(document);
    },
    redirect(document) {
      stream?.stop();
      void follow(() => Promise.resolve(document));
    },
    end,
    async hangUp() {
      const closed = streamClosed;
      end('completed');
      await closed;
      await callbacks;
    },
    vanish() {
      hasVanished = true;
      stream?.breakOff();
    },
  };
}
