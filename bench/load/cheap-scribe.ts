import { WebSocketServer, type WebSocket } from 'ws';
import { z } from 'zod';
import type { Upgrades } from '../../sandbox/vendors/http-vendor.js';
import { createCheapRecognition, linesOfTurns, type Heard } from './cheap-recognition.js';
import { machineNow } from './machine-clock.js';
import type { VendorsSetup } from './vendor-messages.js';
import type { VendorTurns } from './vendor-turns.js';

/** From a commit to its final text, ms, if the last word is not more recent than that. */
const commitMs = 250;

const chunkSchema = z.object({ audio_base_64: z.string(), commit: z.boolean() });

/** Stand-in of ElevenLabs' realtime recognizer, for whom Deepgram fails: turns are committed by the client. */
export function createCheapScribe(setup: VendorsSetup, turns: VendorTurns): Upgrades {
  const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false });
  return {
    path: '/v1/speech-to-text/realtime',
    upgrade(request, socket, head) {
      // A client that leaves before its answer has nothing more to be told.
      socket.on('error', () => undefined);
      sockets.handleUpgrade(request, socket, head, (opened) => serveStream(opened, setup, turns));
    },
    close() {
      for (const socket of sockets.clients) socket.terminate();
    },
  };
}

function serveStream(socket: WebSocket, { lines, delays }: VendorsSetup, turns: VendorTurns): void {
  const recognition = createCheapRecognition(linesOfTurns(lines));
  const timers = new Set<NodeJS.Timeout>();
  let nextInterimAt = 0;

  socket.on('message', (data: Buffer) => {
    const { audio_base_64: base64, commit } = chunkSchema.parse(JSON.parse(data.toString()));
    const audio = Buffer.from(base64, 'base64');
    const now = machineNow();
    turns.gotAudio(audio.length);
    const hasSpeech = recognition.hear(audio, now);
    if (commit) settle(recognition.take(), now);
    else if (hasSpeech && now >= nextInterimAt) {
      nextInterimAt = now + delays.recognizerInterimMs;
      send({ message_type: 'partial_transcript', text: recognition.heard?.text ?? '' });
    }
  });
  socket.on('close', () => {
    for (const timer of timers) clearTimeout(timer);
  });
  // What broke has closed the socket, which is all there is to do.
  socket.on('error', () => undefined);
  send({ message_type: 'session_started', session_id: 'load', config: {} });

  function settle(said: readonly Heard[], committedAt: number) {
    const lastSpeechAt = said.at(-1)?.lastSpeechAt ?? committedAt;
    const dueAt = Math.max(committedAt + commitMs, lastSpeechAt + delays.recognizerFinalMs);
    const timer = setTimeout(() => {
      timers.delete(timer);
      const text = said.map((heard) => heard.text).join(' ');
      send({ message_type: 'committed_transcript', text });
      send({
        message_type: 'committed_transcript_with_timestamps',
        text,
        language_code: said[0]?.language ?? null,
        words: said.flatMap(wordsOf),
      });
      for (const { number, firstSpeechAt } of said) {
        if (number === undefined) continue;
        turns.recognized({ number, firstSpeechAt, recognitionMs: machineNow() - lastSpeechAt });
      }
    }, dueAt - committedAt);
    timers.add(timer);
  }

  function send(message: object) {
    if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(message));
  }
}

/** Words, timed evenly. */
function wordsOf({ text, startMs, endMs }: Heard) {
  const texts = text.split(' ');
  const wordMs = (endMs - startMs) / texts.length;
  return texts.map((word, index) => ({
    text: word,
    start: (startMs + index * wordMs) / 1000,
    end: (startMs + (index + 1) * wordMs) / 1000,
    type: 'word',
    logprob: -0.02,
  }));
}
