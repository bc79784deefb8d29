import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import { packageRoot } from '../sandbox/package-root.js';
import type { ScriptLine, Segment } from '../sandbox/script.js';
import { toClip } from '../sandbox/sound/clip.js';
import type { Voices } from '../sandbox/sound/voices.js';

/** What is said and what it means, with a bar between the clauses, of which both have the same number. */
export const speech = z
  .strictObject({ says: z.string().min(1), means: z.string().min(1) })
  .transform(({ says, means }, context): readonly Segment[] => {
    const texts = splitClauses(says);
    const translations = splitClauses(means);
    if (texts.length !== translations.length)
      context.addIssue({ code: 'custom', message: `has as many bars in both languages: "${says}"` });
    return texts.map((text, index) => ({ text, translation: translations[index] ?? '' }));
  });

function splitClauses(text: string): string[] {
  return text.split('|').map((clause) => clause.trim());
}

/**
 * Reads one of the benchmark's YAML files.
 *
 * @throws ZodError for a file that is not right.
 */
export function readData<Data>(file: string, schema: z.ZodType<Data>): Data {
  return schema.parse(parse(readFileSync(new URL(`bench/data/${file}`, packageRoot), 'utf8')));
}

/** Who says something, and to whom. Languages are BCP-47 tags. */
export interface Speaker {
  readonly party: ScriptLine['party'];
  readonly language: string;
  readonly targetLanguage: string;
  /** Variant of the synthetic voice. */
  readonly voice: string;
  /** 1 is 160 words a minute. */
  readonly speed?: number;
}

/** Gives clauses their sound. */
export async function speakLine(
  voices: Voices,
  id: string,
  segments: readonly Segment[],
  { party, language, targetLanguage, voice, speed = 1 }: Speaker,
): Promise<ScriptLine> {
  const text = segments.map((segment) => segment.text).join(' ');
  const samples = await voices.speak({ text, language, voice, speed });
  return { id, party, language, targetLanguage, segments, clip: toClip({ id, language, text, samples }) };
}
