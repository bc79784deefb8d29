/**
 * The least that a server of Media Streams can do, to compare with: it takes every message, parses it, decodes its
 * payload and counts. Started with a message, it answers each further one with its figures.
 */
import { createServer } from 'node:http';
import { WebSocketServer } from 'ws';
import { listenOnLoopback } from '../../sandbox/loopback.js';

/** What the floor tells: once that it listens, then its figures each time that it is asked. */
export type FromFloor =
  | { readonly type: 'listening'; readonly port: number }
  | {
      readonly type: 'figures';
      readonly messages: number;
      readonly audioBytes: number;
      /** User and system time, ms. */
      readonly cpuMs: number;
    };

let messages = 0;
let audioBytes = 0;

const server = createServer();
new WebSocketServer({ server, perMessageDeflate: false }).on('connection', (socket) => {
  socket.on('message', (data: Buffer) => {
    const message = JSON.parse(data.toString()) as { media?: { payload: string } };
    messages += 1;
    if (message.media !== undefined) audioBytes += Buffer.from(message.media.payload, 'base64').length;
  });
});
process.on('message', () => {
  const { user, system } = process.cpuUsage();
  tell({ type: 'figures', messages, audioBytes, cpuMs: (user + system) / 1000 });
});
process.once('disconnect', () => process.exit());
tell({ type: 'listening', port: await listenOnLoopback(server) });

function tell(message: FromFloor): void {
  process.send?.(message);
}
