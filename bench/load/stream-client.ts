import { WebSocket } from 'ws';
import { bytesToMs } from '../../src/media/audio-clock.js';
import { frameBytes } from '../../src/media/mulaw.js';
import { endStream } from '../../sandbox/telephone/stream-end.js';
import { createTelephoneEar, type TelephoneEar } from './telephone-ear.js';
import { machineNow } from './machine-clock.js';
import { mayBeTag, readTag } from './turn-tag.js';

const openTimeoutMs = 10_000;

/** Base64 of the bytes that show whether a frame may be a tag. */
const tagStartCharacters = 44;

export interface StreamClientSettings {
  readonly url: string;
  /** `X-Twilio-Signature` of the upgrade. */
  readonly signature: string;
  readonly accountSid: string;
  readonly callSid: string;
  readonly streamSid: string;
  /** The `<Parameter>`s of the TwiML. */
  readonly parameters: Readonly<Record<string, string>>;
  onOpen(): void;
  /** Hears of each rendition, by its tag, and when its first byte is heard on the machine's clock, ms. */
  onRendition(number: number, heardAt: number): void;
  /** Hears why the socket broke, or could not be opened. */
  onTrouble(trouble: string): void;
  /** Hears once that the stream is over, whoever ended it. */
  onClosed(): void;
}

/** A telephone's Media Stream from Twilio's end, as cheap as it can be: what comes in is counted, not decoded. */
export interface StreamClient {
  readonly ear: TelephoneEar;
  readonly sentFrames: number;
  readonly receivedMessages: number;
  /** What the service sent and Twilio would not have taken. */
  readonly violations: number;
  /**
   * Sends the line's next audio, and the marks that the ear has passed by now.
   *
   * @param payload base64.
   * @param bytes how much audio that is; a frame if it is not said.
   */
  sendFrame(payload: string, bytes?: number): void;
  /** Sends the last frame once more, as it was. */
  repeatFrame(): void;
  /** The line's next frame is lost on the way. */
  loseFrame(): void;
  /** Sends a text that is no message of Twilio's. */
  sendText(text: string): void;
  /** The socket breaks, without a word. */
  breakOff(): void;
  /** Ends the stream as Twilio does: `stop`, then the socket closes. */
  stop(): void;
}

export function openStreamClient(settings: StreamClientSettings): StreamClient {
  const { streamSid, callSid, accountSid } = settings;
  const ear = createTelephoneEar();
  const socket = new WebSocket(settings.url, {
    headers: { 'x-twilio-signature': settings.signature },
    handshakeTimeout: openTimeoutMs,
    perMessageDeflate: false,
  });
  const mediaPrefix = Buffer.from(`{"event":"media","streamSid":"${streamSid}","media":{"payload":"`);
  const tail = `"},"streamSid":"${streamSid}"}`;
  let sequence = 0;
  /** Frames of the line, lost ones included, and its audio. */
  let chunk = 0;
  let lineBytes = 0;
  let lastFrame = '';
  let sentFrames = 0;
  let received = 0;
  let violations = 0;

  socket.on('open', () => {
    socket.send('{"event":"connected","protocol":"Call","version":"1.0.0"}');
    send({
      event: 'start',
      start: {
        accountSid,
        streamSid,
        callSid,
        tracks: ['inbound'],
        mediaFormat: { encoding: 'audio/x-mulaw', sampleRate: 8000, channels: 1 },
        customParameters: settings.parameters,
      },
    });
    settings.onOpen();
  });
  socket.on('message', (data: Buffer) => {
    received += 1;
    if (data.indexOf(mediaPrefix) === 0) receiveMedia(data);
    else receiveOther(data.toString());
  });
  socket.on('error', (error) => settings.onTrouble(`a media stream broke: ${error.message}`));
  socket.on('close', () => settings.onClosed());

  function send(message: object) {
    sequence += 1;
    socket.send(JSON.stringify({ ...message, sequenceNumber: String(sequence), streamSid }));
  }

  function receiveMedia(data: Buffer) {
    const start = mediaPrefix.length;
    const end = data.length - 3;
    const padding = data[end - 2] === 0x3d ? 2 : data[end - 1] === 0x3d ? 1 : 0;
    const now = machineNow();
    const heardAt = ear.play(((end - start) / 4) * 3 - padding, now);
    const beginning = Buffer.from(data.toString('latin1', start, start + tagStartCharacters), 'base64');
    if (!mayBeTag(beginning, 'loud')) return;
    const audio = Buffer.from(data.toString('latin1', start, end), 'base64');
    for (let at = 0; at < audio.length; at += frameBytes) {
      const number = readTag(audio.subarray(at), 'loud');
      if (number === undefined) return;
      settings.onRendition(number, heardAt + bytesToMs(at));
    }
  }

  function receiveOther(text: string) {
    const message = JSON.parse(text) as { event?: string; streamSid?: string; mark?: { name?: string } };
    if (message.streamSid !== streamSid) violations += 1;
    else if (message.event === 'clear') ear.clear(machineNow());
    else if (message.event === 'mark' && message.mark?.name) ear.mark(message.mark.name, machineNow());
    else violations += 1;
  }

  return {
    ear,
    get sentFrames() {
      return sentFrames;
    },
    get receivedMessages() {
      return received;
    },
    get violations() {
      return violations;
    },
    sendFrame(payload, bytes = frameBytes) {
      if (socket.readyState !== WebSocket.OPEN) return;
      sequence += 1;
      chunk += 1;
      lastFrame =
        `{"event":"media","sequenceNumber":"${sequence}","media":{"track":"inbound","chunk":"${chunk}",` +
        `"timestamp":"${Math.floor(bytesToMs(lineBytes))}","payload":"${payload}${tail}`;
      lineBytes += bytes;
      sentFrames += 1;
      socket.send(lastFrame);
      for (const name of ear.takeMarks(machineNow())) send({ event: 'mark', mark: { name } });
    },
    repeatFrame() {
      if (socket.readyState !== WebSocket.OPEN || lastFrame === '') return;
      sentFrames += 1;
      socket.send(lastFrame);
    },
    loseFrame() {
      sequence += 1;
      chunk += 1;
      lineBytes += frameBytes;
    },
    sendText(text) {
      if (socket.readyState === WebSocket.OPEN) socket.send(text);
    },
    breakOff: () => socket.terminate(),
    stop: () => endStream(socket, () => send({ event: 'stop', stop: { accountSid, callSid } })),
  };
}
