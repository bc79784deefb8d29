import { setTimeout as wait } from 'node:timers/promises';
import { createSid } from '../../sandbox/telephone/telephone-call.js';
import { startChild } from './child.js';
import type { FromFloor } from './floor-process.js';
import { createFramePacer } from './frame-pacer.js';
import { createLoadedCalls } from './loaded-call.js';
import type { SpokenLines } from './spoken-lines.js';
import { openStreamClient } from './stream-client.js';

/** Until the floor's code is compiled and all sockets are open, ms. */
const warmUpMs = 4000;

/** What the bare server needed. */
export interface FloorFigures {
  /** ms of CPU for a call of one second: two streams, a hundred messages. */
  readonly cpuMsPerCallSecond: number;
  readonly cpuUsPerMessage: number;
}

/** Puts the load of so many calls on the bare server. */
export async function runFloor(options: {
  calls: number;
  seconds: number;
  lines: SpokenLines;
  seed: number;
}): Promise<FloorFigures> {
  const floor = startChild<object, FromFloor>('floor-process.js');
  const pacer = createFramePacer();
  const loaded = createLoadedCalls({
    pacer,
    lines: options.lines,
    seed: options.seed,
    quietMs: 0,
    startSpreadMs: warmUpMs,
  });
  try {
    const listening = await floor.next();
    if (listening.type !== 'listening') throw new Error('The bare server did not start.');
    const clients = Array.from({ length: options.calls }, () => loaded.open()).flatMap((call) =>
      (['client', 'agent'] as const).map((party) => {
        const client = openStreamClient({
          url: `ws://127.0.0.1:${listening.port}`,
          signature: '',
          accountSid: createSid('AC'),
          callSid: createSid('CA'),
          streamSid: createSid('MZ'),
          parameters: {},
          onOpen: () => call.onStream(party, client),
          onRendition: () => undefined,
          onTrouble(trouble) {
            throw new Error(`The bare server does not serve: ${trouble}`);
          },
          onClosed: () => call.onEnded(party),
        });
        return client;
      }),
    );
    await wait(warmUpMs);
    const before = await figuresOf(floor);
    await wait(options.seconds * 1000);
    const after = await figuresOf(floor);
    for (const client of clients) client.stop();
    const cpuMs = after.cpuMs - before.cpuMs;
    const messages = after.messages - before.messages;
    if (messages === 0) throw new Error('The bare server got no messages.');
    return { cpuUsPerMessage: (cpuMs / messages) * 1000, cpuMsPerCallSecond: (cpuMs / messages) * 100 };
  } finally {
    pacer.close();
    await floor.close();
  }
}

async function figuresOf(floor: ReturnType<typeof startChild<object, FromFloor>>) {
  const figures = await floor.ask({});
  if (figures.type !== 'figures') throw new Error('The bare server did not tell its figures.');
  return figures;
}
