import { WebSocket } from 'ws';
import { z } from 'zod';
import { frameMs } from '../../src/media/mulaw.js';
import type { Line } from './line.js';
import { endStream } from './stream-end.js';
import type { StreamNoun } from './twiml.js';

/** Codes of a socket's closing that are no complaint: normal, going away, none given. */
const friendlyCodes: readonly number[] = [1000, 1001, 1005];

/** How long the service has to take the WebSocket, ms. */
const openTimeoutMs = 5000;

export interface MediaStreamSettings {
  readonly stream: StreamNoun;
  readonly accountSid: string;
  readonly callSid: string;
  readonly streamSid: string;
  /** The `X-Twilio-Signature` of a WebSocket to this URL. */
  sign(url: string): string;
  readonly line: Line;
  /** Hears of everything that the service sent and Twilio would not have taken. */
  onViolation(violation: string): void;
  /** Hears that the stream began. */
  onStarted(): void;
}

/** A bidirectional Media Stream from Twilio's end. */
export interface MediaStream {
  /** The stream is over, whoever ended it. `failure` says why it could not be opened or broke. */
  readonly ended: Promise<{ readonly failure: string | undefined }>;
  /** Sends a key press of the party: one of 0-9, *, #. */
  press(digit: string): void;
  /** Ends the stream as Twilio does when the call ends: `stop`, then the socket closes. */
  stop(): void;
}

const envelope = z.object({ event: z.string(), streamSid: z.string() });
const mediaMessage = envelope.extend({ event: z.literal('media'), media: z.object({ payload: z.base64() }) });
const markMessage = envelope.extend({
  event: z.literal('mark'),
  mark: z.object({ name: z.string().min(1) }),
});
const clearMessage = envelope.extend({ event: z.literal('clear') });
const serviceMessage = z.discriminatedUnion('event', [mediaMessage, markMessage, clearMessage]);

/**
 * Connects a line to the service by the Media Streams protocol: `connected`, `start`, a `media` message each 20 ms,
 * `mark` for each mark that was passed, `stop`. The numbers of an envelope are strings, as they are on the wire.
 */
export function openMediaStream(settings: MediaStreamSettings): MediaStream {
  const { stream, streamSid, callSid, accountSid, line } = settings;
  const socket = new WebSocket(stream.url, {
    headers: { 'x-twilio-signature': settings.sign(stream.url) },
    handshakeTimeout: openTimeoutMs,
    perMessageDeflate: false,
  });
  let sequenceNumber = 0;
  let chunk = 0;
  let frames = 0;
  let failure: string | undefined;

  function send(message: Record<string, unknown>) {
    if (socket.readyState !== WebSocket.OPEN) return;
    sequenceNumber += 1;
    socket.send(JSON.stringify({ ...message, sequenceNumber: String(sequenceNumber), streamSid }));
  }

  function sendFrame(mulaw: Uint8Array | undefined) {
    const timestamp = String(frames * frameMs);
    frames += 1;
    if (mulaw === undefined) return;
    chunk += 1;
    const payload = Buffer.from(mulaw).toString('base64');
    send({ event: 'media', media: { track: 'inbound', chunk: String(chunk), timestamp, payload } });
  }

  function receive(text: string) {
    const message = readMessage(text);
    if (typeof message === 'string') {
      settings.onViolation(message);
    } else if (message.streamSid !== streamSid) {
      settings.onViolation(`${message.event} with a streamSid of another stream`);
    } else if (message.event === 'mark') {
      line.mark(message.mark.name);
    } else if (message.event === 'clear') {
      line.clear();
    } else {
      const audio = Buffer.from(message.media.payload, 'base64');
      if (audio.subarray(0, 4).equals(riffHeader))
        settings.onViolation('media with the header of a WAV file');
      else if (!line.play(audio)) settings.onViolation('media beyond what the play-out buffer holds');
    }
  }

  const ended = new Promise<{ failure: string | undefined }>((resolve) => {
    let disconnectLine = () => {};
    socket.on('open', () => {
      socket.send(JSON.stringify({ event: 'connected', protocol: 'Call', version: '1.0.0' }));
      send({
        event: 'start',
        start: {
          accountSid,
          streamSid,
          callSid,
          tracks: ['inbound'],
          mediaFormat: { encoding: 'audio/x-mulaw', sampleRate: 8000, channels: 1 },
          customParameters: stream.parameters,
        },
      });
      disconnectLine = line.connect({
        frame: sendFrame,
        mark: (name) => send({ event: 'mark', mark: { name } }),
      });
      settings.onStarted();
    });
    socket.on('message', (data: Buffer, isBinary) => {
      if (isBinary) settings.onViolation('a binary message');
      else receive(data.toString());
    });
    socket.on('error', (error) => {
      failure ??= error.message;
    });
    socket.on('close', (code) => {
      if (!friendlyCodes.includes(code)) failure ??= `the service closed the socket with ${code}`;
      disconnectLine();
      line.clear();
      resolve({ failure });
    });
  });

  return {
    ended,
    press: (digit) => send({ event: 'dtmf', dtmf: { track: 'inbound_track', digit } }),
    stop: () => endStream(socket, () => send({ event: 'stop', stop: { accountSid, callSid } })),
  };
}

const riffHeader = Buffer.from('RIFF');

function readMessage(text: string): z.infer<typeof serviceMessage> | string {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return 'a message that is not JSON';
  }
  const { success, data, error } = serviceMessage.safeParse(json);
  return success ? data : `a message that is no media, mark or clear: ${z.prettifyError(error)}`;
}
