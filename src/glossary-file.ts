import { readFileSync } from 'node:fs';
import { isNode, LineCounter, parseDocument, Parser, type CST, type Document } from 'yaml';
import { z } from 'zod';
import { ConfigError } from './config.js';
import type { GlossaryEntry } from './interpreting/glossary.js';
import { wordsOf } from './interpreting/words.js';
import { languageTags } from './languages.js';

/** More would be no words that matter. */
const mostEntries = 2000;
const mostForms = 20;
const longestForm = 100;
/** Lists in lists, and what else the parser calls itself for: a glossary has five levels. */
const deepestNest = 100;
/** More would scroll away. */
const mostProblems = 50;

const isTag = (key: string) => languageTags.includes(key);
const languagesRequirement = `is none of the languages ${languageTags.join(', ')}`;

const formRequirement = `must be a word or a few of them, ${longestForm} characters at most`;
const form = z
  .string({ error: formRequirement })
  .trim()
  .max(longestForm, { error: formRequirement })
  .refine((text) => wordsOf(text).length > 0 && !/\p{Cc}/u.test(text), { error: formRequirement });

const forms = z.union(
  [form.transform((one) => [one]), z.array(form, { error: formRequirement }).min(1).max(mostForms)],
  { error: `${formRequirement}, or a list of up to ${mostForms} such` },
);

const entrySchema = z
  .object(
    { pronounce: z.record(z.string(), form, { error: 'must say how, language by language' }).default({}) },
    { error: 'must be a term, language by language' },
  )
  .catchall(forms)
  .superRefine(({ pronounce, ...terms }, check) => {
    const refuse = (path: string[], message: string) => check.addIssue({ code: 'custom', path, message });
    for (const key of Object.keys(terms)) if (!isTag(key)) refuse([key], `${key} ${languagesRequirement}`);
    for (const key of Object.keys(pronounce)) {
      if (!(key in terms)) refuse(['pronounce', key], `there is no term in ${key} to be pronounced`);
    }
    if (Object.keys(terms).length === 0) refuse([], 'there is no term in any language');
  })
  .transform(({ pronounce, ...terms }): GlossaryEntry => ({ forms: terms, pronunciations: pronounce }));

const fileSchema = z.strictObject(
  {
    terms: z
      .array(entrySchema, { error: 'must be a list of terms' })
      .max(mostEntries, { error: `must be ${mostEntries} terms at most` }),
  },
  { error: 'must have a list of terms, named terms, and nothing else' },
);

/**
 * Reads a glossary file (YAML): see glossary.example.yaml.
 *
 * @throws ConfigError naming the file, the line and the reason of everything that is wrong in it.
 */
export function readGlossaryFile(path: string): readonly GlossaryEntry[] {
  const lines = new LineCounter();
  const document = parsed(path, lines);
  const told = (offset: number | undefined, reason: string) =>
    `GLOSSARY_FILE ${path}:${lines.linePos(offset ?? 0).line || 1}: ${reason}`;
  if (document.errors.length > 0) {
    throw new ConfigError(atMost(document.errors.map(({ pos, message }) => told(pos[0], message))));
  }
  const { data, error } = fileSchema.safeParse(valueOf(document, path));
  const issues = error?.issues ?? repeatedForms(data?.terms ?? []);
  if (data !== undefined && issues.length === 0) return data.terms;
  throw new ConfigError(
    atMost(issues.map(({ path: keys, message }) => told(offsetOf(document, keys), message))),
  );
}

/** The first problems, which are mostly the cause of the others. */
function atMost(problems: readonly string[]): readonly string[] {
  const others = problems.length - mostProblems;
  return others <= 0
    ? problems
    : [...problems.slice(0, mostProblems), `GLOSSARY_FILE has ${others} more problems`];
}

/** A form that is there twice would have two translations. */
function repeatedForms(entries: readonly GlossaryEntry[]) {
  const seen = new Set<string>();
  return entries.flatMap(({ forms: given }, index) =>
    Object.entries(given).flatMap(([language, all]) =>
      all.flatMap((one) => {
        const key = `${language}/${wordsOf(one).join(' ')}`;
        const isRepeated = seen.has(key);
        seen.add(key);
        return isRepeated ? [{ path: ['terms', index, language], message: `"${one}" is there twice` }] : [];
      }),
    ),
  );
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new ConfigError([`GLOSSARY_FILE ${path} cannot be read: ${codeOf(error)}`]);
  }
}

function parsed(path: string, lines: LineCounter): Document {
  const text = readText(path);
  if (isTooDeep(text)) throw new ConfigError([`GLOSSARY_FILE ${path} cannot be read: it is nested too deep`]);
  // An excerpt of the line in each error would take a long line times its errors.
  return parseDocument(text, { lineCounter: lines, logLevel: 'error', prettyErrors: false });
}

/**
 * Whether lists lie in lists so deep that the parser would run out of stack. That is not always an error to be caught: it
 * ends the process if a regular expression happens to be compiled there.
 */
function isTooDeep(text: string): boolean {
  let tokens: readonly CST.Token[] = [...new Parser().parse(text)];
  for (let depth = 0; depth < deepestNest; depth += 1) tokens = tokens.flatMap(tokensIn);
  return tokens.length > 0;
}

function tokensIn(token: CST.Token): readonly CST.Token[] {
  if (token.type === 'document') return token.value === undefined ? [] : [token.value];
  if (!('items' in token)) return [];
  return token.items
    .flatMap(({ key, value }) => [key, value])
    .filter((inner) => inner !== undefined && inner !== null);
}

/** Aliases are looked up only here: those of nobody, and those that would make a small file huge. */
function valueOf(document: Document, path: string): unknown {
  try {
    return document.toJS();
  } catch (error) {
    const reason = error instanceof ReferenceError ? error.message : 'it is nested too deep';
    throw new ConfigError([`GLOSSARY_FILE ${path} cannot be read: ${reason}`]);
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'no reason given';
}

/** Where the innermost node on the way to a value begins. */
function offsetOf(document: Document, keys: readonly PropertyKey[]): number | undefined {
  for (let length = keys.length; length > 0; length -= 1) {
    const node: unknown = document.getIn(keys.slice(0, length), true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return document.contents?.range?.[0];
}
