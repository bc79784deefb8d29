/** The thread of voice activity: a batch that is fed by messages. An error ends it, and is the client's to report. */
import { parentPort, workerData } from 'node:worker_threads';
import { createVoiceActivityBatch } from './voice-activity-batch.js';
import {
  type AudioMessage,
  type ClientMessage,
  readPieces,
  type WorkerMessage,
  type WorkerSetup,
} from './voice-activity-messages.js';

if (parentPort === null) throw new Error('This module is a worker thread: createVoiceActivity starts it.');
const port = parentPort;
// Worker data has no type; only createVoiceActivity starts this thread.
const { aggressiveness } = workerData as WorkerSetup;
const batch = await createVoiceActivityBatch(aggressiveness);

let work = Promise.resolve();
port.on('message', (message: ClientMessage) => {
  work = work.then(() => (message.type === 'audio' ? judge(message) : close()));
});
tell({ type: 'ready' });

async function judge(message: AudioMessage): Promise<void> {
  readPieces(message, (leg, position, mulaw) => batch.push(leg, position, mulaw));
  for (const leg of message.closedLegs) batch.closeLeg(leg);
  const edges = await batch.run();
  tell({ type: 'judged', pieces: message.pieces, edges, counts: batch.counts }, [message.pieces]);
}

async function close(): Promise<void> {
  await batch.close();
  port.close();
}

function tell(message: WorkerMessage, transfer: readonly ArrayBuffer[] = []): void {
  port.postMessage(message, transfer);
}
