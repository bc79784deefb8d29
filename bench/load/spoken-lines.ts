import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { z } from 'zod';
import { encodeMulaw, frameBytes, frameMs, mulawSilence } from '../../src/media/mulaw.js';
import { packageRoot } from '../../sandbox/package-root.js';
import type { Party } from '../../sandbox/scenario.js';
import { createVoices } from '../../sandbox/sound/voices.js';
import { isLoud } from './speech-level.js';

const partySchema = z.object({
  language: z.string(),
  voice: z.string(),
  says: z.array(z.string()).min(1),
});
const fileSchema = z.object({ client: partySchema, agent: partySchema });

/** Something that a party says, ready to be sent. */
export interface SpokenLine {
  readonly text: string;
  /** BCP-47. */
  readonly language: string;
  /** Frames of mu-law, from the first loud one to the last. */
  readonly frames: readonly Uint8Array[];
  readonly durationMs: number;
}

export type SpokenLines = Readonly<Record<Party, readonly SpokenLine[]>>;

/** Lets the sandbox's voices say all the lines: some seconds of work, done once. */
export async function prepareSpokenLines(): Promise<SpokenLines> {
  const file = new URL('bench/data/load-lines.yaml', packageRoot);
  const { client, agent } = fileSchema.parse(parse(await readFile(file, 'utf8')));
  const voices = createVoices();
  try {
    const speakAll = ({ language, voice, says }: z.infer<typeof partySchema>) =>
      Promise.all(
        says.map(async (text) => {
          const samples = await voices.speak({ text, language, voice });
          return spokenLine(text, language, encodeMulaw(samples));
        }),
      );
    return { client: await speakAll(client), agent: await speakAll(agent) };
  } finally {
    await voices.close();
  }
}

function spokenLine(text: string, language: string, mulaw: Uint8Array): SpokenLine {
  const frames = framesOf(mulaw);
  const spoken = frames.slice(frames.findIndex(isLoud), frames.findLastIndex(isLoud) + 1);
  return { text, language, frames: spoken, durationMs: spoken.length * frameMs };
}

/** Cuts audio into frames; the last one is followed by silence. */
export function framesOf(mulaw: Uint8Array): Uint8Array[] {
  return Array.from({ length: Math.ceil(mulaw.length / frameBytes) }, (_, index) => {
    const frame = new Uint8Array(frameBytes).fill(mulawSilence);
    frame.set(mulaw.subarray(index * frameBytes, (index + 1) * frameBytes));
    return frame;
  });
}
