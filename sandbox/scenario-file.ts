import { parse } from 'yaml';
import { z } from 'zod';
import { announcementNames } from './announcements.js';
import type { Cue, Phone, Scenario } from './scenario.js';
import { vendors } from './script.js';

/** A scenario that cannot be played. */
export class ScenarioError extends Error {
  override readonly name = 'ScenarioError';
}

const milliseconds = z.number().int().min(0).max(60_000);
const party = z.enum(['client', 'agent']);
const announcement = z.enum(announcementNames);
const language = z.string().regex(/^[a-z]{2,3}(-[A-Za-z0-9]+)*$/, { error: 'must be a BCP-47 tag' });

const quality = z
  .strictObject({
    noise: z.number().min(-90).max(-10).optional(),
    echo: z.strictObject({ delay: milliseconds, attenuation: z.number().min(0).max(60) }).optional(),
    gain: z.number().min(-30).max(12).default(0),
    lost: z.number().min(0).max(0.5).default(0),
    seed: z.number().int().default(1),
  })
  .prefault({})
  .transform(({ noise, echo, gain, lost, seed }) => ({
    noiseDbfs: noise,
    echo: echo && { delayMs: echo.delay, attenuationDb: echo.attenuation },
    gainDb: gain,
    lostFrames: lost,
    seed,
  }));

const voice = z.string().regex(/^[fm][1-8]$/, { error: 'must be f1 to f5 or m1 to m8' });

const phone = z.union([
  z
    .strictObject({ answers: milliseconds })
    .transform(({ answers }): Phone => ({ reaction: 'answers', afterMs: answers })),
  z
    .strictObject({ busy: milliseconds })
    .transform(({ busy }): Phone => ({ reaction: 'busy', afterMs: busy })),
  z
    .strictObject({ noAnswer: milliseconds })
    .transform(({ noAnswer }): Phone => ({ reaction: 'noAnswer', afterMs: noAnswer })),
]);

const cue = z.union([
  z.literal('start').transform((type): Cue => ({ type })),
  z.strictObject({ spoken: z.string() }).transform(({ spoken }): Cue => ({ type: 'spoken', line: spoken })),
  z.strictObject({ heard: z.string() }).transform(({ heard }): Cue => ({ type: 'heard', line: heard })),
  z.strictObject({ during: z.string() }).transform(({ during }): Cue => ({ type: 'during', line: during })),
  z.strictObject({ over: z.string() }).transform(({ over }): Cue => ({ type: 'over', line: over })),
  z
    .strictObject({ announced: announcement })
    .transform(({ announced }): Cue => ({ type: 'announced', announcement: announced })),
]);

const line = z
  .strictObject({
    id: z.string().regex(/^[\w-]+$/),
    by: party,
    /** The words, with a bar between the parts that are translated each by itself. */
    says: z.string().min(1),
    /** Their translation, with as many bars; left out where nothing is translated. */
    means: z.string().min(1).optional(),
    recording: z.string().min(1).optional(),
    when: cue.optional(),
    delay: milliseconds.default(600),
    outcome: z.enum(['heard', 'cut', 'lost']).default('heard'),
    within: milliseconds.default(2500),
    /** What the vendors make of it: other words, of which the recognizer is not sure; other digits in the translation. */
    vendors: z.enum(['mishear', 'mistranslate']).optional(),
  })
  .transform(({ id, by, says, means = says, recording, when, delay, outcome, within, vendors }, context) => {
    const texts = splitSegments(says);
    const translations = splitSegments(means);
    if (texts.length !== translations.length) {
      context.addIssue({
        code: 'custom',
        path: ['means'],
        message: `has ${translations.length} segments where says has ${texts.length}`,
      });
    }
    return {
      id,
      party: by,
      segments: texts.map((text, index) => ({ text, translation: translations[index] ?? '' })),
      recording,
      when,
      delayMs: delay,
      outcome,
      withinMs: within,
      ...(vendors === 'mishear' && { isMisheard: true }),
      ...(vendors === 'mistranslate' && { isMistranslated: true }),
    };
  });

const fault = z.strictObject({
  vendor: z.enum(vendors),
  kind: z.enum(['refuse', 'stall', 'drop', 'rateLimit', 'garbage']),
  line: z.string(),
  times: z.number().int().min(1).default(1),
});

const file = z
  .strictObject({
    title: z.string().min(1),
    client: z.strictObject({
      number: z.string().regex(/^\+[1-9]\d{6,14}$/, { error: 'must be E.164' }),
      language,
      voice,
      quality,
    }),
    agent: z.strictObject({ language, voice, quality }),
    phones: z
      .array(phone)
      .min(1)
      .prefault([{ answers: 900 }]),
    settings: z.record(z.string().regex(/^[A-Z_]+$/), z.string()).default({}),
    lines: z.array(line).default([]),
    faults: z.array(fault).default([]),
    announcements: z.array(z.strictObject({ to: party, announcement })).default([]),
    ends: z
      .strictObject({ by: z.enum(['client', 'agent', 'service']), delay: milliseconds.default(1000) })
      .prefault({ by: 'client' }),
  })
  .superRefine(({ lines, faults }, context) => {
    const ids = lines.map(({ id }) => id);
    const complain = (path: (string | number)[], message: string) =>
      context.addIssue({ code: 'custom', path, message });
    lines.forEach(({ id, when }, index) => {
      if (ids.indexOf(id) < index) complain(['lines', index, 'id'], `${id} is the id of two lines`);
      if (when !== undefined && 'line' in when && !ids.includes(when.line)) {
        complain(['lines', index, 'when'], `there is no line ${when.line}`);
      }
    });
    faults.forEach(({ line: target }, index) => {
      if (!ids.includes(target)) complain(['faults', index, 'line'], `there is no line ${target}`);
    });
  });

/**
 * Reads a scenario's YAML. A line without a cue follows when the one before it was heard; the first one when both
 * parties are connected.
 *
 * @throws ScenarioError naming the file, and the place of everything that is wrong in it.
 */
export function parseScenario(text: string, source: { name: string; path: string }): Scenario {
  const { success, data, error } = file.safeParse(readYaml(text, source.path));
  if (!success) {
    const problems = error.issues.map(({ path, message }) => `  ${z.core.toDotPath(path)}: ${message}`);
    throw new ScenarioError(`${source.path} cannot be played:\n${problems.join('\n')}`, { cause: error });
  }
  const { ends, lines, client, agent, settings } = data;
  return {
    ...data,
    name: source.name,
    isBypassed:
      settings['BYPASS_TRANSLATION_FOR_SAME_LANGUAGE'] === 'true' && client.language === agent.language,
    isOriginalHeard: settings['ORIGINAL_VOICE'] === 'ducked',
    lines: lines.map(({ when, ...rest }, index) => ({ ...rest, cue: when ?? cueAfter(lines[index - 1]) })),
    ends: { by: ends.by, delayMs: ends.delay },
  };
}

function cueAfter(previous: { id: string } | undefined): Cue {
  return previous === undefined ? { type: 'start' } : { type: 'heard', line: previous.id };
}

function splitSegments(text: string): string[] {
  return text.split('|').map((segment) => segment.trim());
}

function readYaml(text: string, path: string): unknown {
  try {
    return parse(text, { logLevel: 'error' });
  } catch (error) {
    // Not all that the parser throws is a YAMLParseError: aliases of nobody, and nests that are too deep.
    const reason = error instanceof Error ? error.message : String(error);
    throw new ScenarioError(`${path}: ${reason}`, { cause: error });
  }
}
