/**
 * The messages of Twilio's Media Streams. They come fifty times a second a leg, so that they are checked by hand:
 * what is used of a message is looked at, and nothing else.
 */

/** What a telephone's stream says. */
export type StreamMessage =
  | {
      readonly event: 'start';
      readonly streamSid: string;
      readonly callSid: string;
      /** The `<Parameter>`s of the TwiML. */
      readonly parameters: Readonly<Record<string, string>>;
    }
  | {
      readonly event: 'media';
      readonly streamSid: string;
      /** Headerless 8 kHz mu-law. */
      readonly mulaw: Uint8Array;
      /** ms since the stream's start. */
      readonly timestampMs: number;
      /** The frame's number, as it came; empty where there is none. */
      readonly chunk: string;
    }
  | { readonly event: 'mark'; readonly streamSid: string; readonly name: string }
  | { readonly event: 'dtmf'; readonly streamSid: string; readonly digit: string }
  | { readonly event: 'stop'; readonly streamSid: string }
  /** Nothing to act upon: `connected`, the other track, an event that the protocol has gained since. */
  | { readonly event: 'ignored' };

/** Reads one text message; undefined where it is not what the protocol says. */
export function parseStreamMessage(text: string): StreamMessage | undefined {
  const message = parseObject(text);
  if (message === undefined || typeof message.event !== 'string') return undefined;
  switch (message.event) {
    case 'media':
      return mediaMessage(message);
    case 'mark': {
      const { streamSid, mark } = message;
      if (!isSid(streamSid) || !isObject(mark) || typeof mark.name !== 'string') return undefined;
      return { event: 'mark', streamSid, name: mark.name };
    }
    case 'dtmf': {
      const { streamSid, dtmf } = message;
      if (!isSid(streamSid) || !isObject(dtmf) || typeof dtmf.digit !== 'string') return undefined;
      return { event: 'dtmf', streamSid, digit: dtmf.digit };
    }
    case 'start':
      return startMessage(message);
    case 'stop':
      return isSid(message.streamSid) ? { event: 'stop', streamSid: message.streamSid } : undefined;
    default:
      return { event: 'ignored' };
  }
}

/** The messages to one stream; everything but the payload is put together once. */
export interface StreamMessageWriter {
  /** Headerless 8 kHz mu-law, any size. */
  media(mulaw: Uint8Array): string;
  mark(name: string): string;
  clear(): string;
}

export function createStreamMessageWriter(streamSid: string): StreamMessageWriter {
  const sid = JSON.stringify(streamSid);
  const mediaPrefix = `{"event":"media","streamSid":${sid},"media":{"payload":"`;
  const markPrefix = `{"event":"mark","streamSid":${sid},"mark":{"name":`;
  const clearMessage = `{"event":"clear","streamSid":${sid}}`;
  return {
    media(mulaw) {
      const payload = Buffer.from(mulaw.buffer, mulaw.byteOffset, mulaw.byteLength).toString('base64');
      return `${mediaPrefix}${payload}"}}`;
    },
    mark: (name) => `${markPrefix}${JSON.stringify(name)}}}`,
    clear: () => clearMessage,
  };
}

type JsonObject = Readonly<Record<string, unknown>>;

function mediaMessage({ streamSid, media }: JsonObject): StreamMessage | undefined {
  if (!isSid(streamSid) || !isObject(media)) return undefined;
  const { track, payload, timestamp, chunk } = media;
  if (track !== undefined && track !== 'inbound') return { event: 'ignored' };
  if (typeof payload !== 'string' || typeof timestamp !== 'string') return undefined;
  const timestampMs = Number(timestamp);
  if (!(timestampMs >= 0 && timestampMs < Infinity)) return undefined;
  const mulaw = Buffer.from(payload, 'base64');
  // Node leaves out what is not base64 instead of complaining: then there are fewer bytes than characters promise.
  if (mulaw.length === 0 || mulaw.length !== Buffer.byteLength(payload, 'base64')) return undefined;
  return { event: 'media', streamSid, mulaw, timestampMs, chunk: typeof chunk === 'string' ? chunk : '' };
}

function startMessage({ streamSid, start }: JsonObject): StreamMessage | undefined {
  if (!isSid(streamSid) || !isObject(start)) return undefined;
  const { callSid, mediaFormat, customParameters = {} } = start;
  if (!isSid(callSid) || !isTelephoneAudio(mediaFormat) || !isParameters(customParameters)) return undefined;
  return { event: 'start', streamSid, callSid, parameters: customParameters };
}

function isTelephoneAudio(format: unknown): boolean {
  return (
    isObject(format) &&
    format.encoding === 'audio/x-mulaw' &&
    format.sampleRate === 8000 &&
    format.channels === 1
  );
}

function isParameters(value: unknown): value is Readonly<Record<string, string>> {
  return isObject(value) && Object.values(value).every((parameter) => typeof parameter === 'string');
}

/** An identifier of Twilio's, which is 34 characters long; it ends up in the log. */
function isSid(value: unknown): value is string {
  return typeof value === 'string' && /^\w{1,64}$/.test(value);
}

function parseObject(text: string): JsonObject | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    return isObject(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
