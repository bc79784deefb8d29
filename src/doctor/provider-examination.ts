import { knownProviders, type loadProviderConfig } from '../config.js';
import { languageOf, languageTags, type Language } from '../languages.js';
import { frameBytes, mulawSilence } from '../media/mulaw.js';
import { ringback } from '../media/tones.js';
import { covers } from '../providers/capabilities.js';
import { ProviderError } from '../providers/provider-error.js';
import { createProviders } from '../providers/registry.js';
import type { Recognizer } from '../providers/recognizer.js';
import type { Synthesizer } from '../providers/synthesizer.js';
import type { Translator } from '../providers/translator.js';
import type { Capability, Finding } from './findings.js';

export interface Examination extends ReturnType<typeof loadProviderConfig> {
  /** How long one provider may take, ms. */
  readonly deadlineMs: number;
}

type AnyProvider = Recognizer | Translator | Synthesizer;

/** The providers of one capability, and what each is asked. */
interface Examinees<Provider extends AnyProvider> {
  readonly capability: Capability;
  readonly kind: keyof typeof knownProviders;
  readonly each: readonly { readonly name: string; readonly create: () => readonly Provider[] }[];
  /** Asks for something while the signal lets it; a remark, if there is one. */
  readonly ask: (provider: Provider, signal: AbortSignal) => Promise<string | undefined>;
}

/** Of what was said a recognizer gets so much, and then a pause that ends it. */
const mostHeardBytes = 3 * 8000;
const pauseBytes = 8000;

/**
 * Makes one real request to each provider that there is, in the agents' language: a sentence to be translated, one to be
 * spoken, and that speech to be recognized. Those that lack a setting or the language are not asked.
 */
export async function examineProviders(examination: Examination): Promise<readonly Finding[]> {
  const { agentLanguage, providers } = examination;
  const nobody = { ...providers, recognizers: [], translators: [], synthesizers: [] };
  const own = languageRow(agentLanguage);
  const foreign = languageRow(own.tag === 'en' ? 'es' : 'en');
  let speech: Uint8Array | undefined;

  const translation = examine<Translator>(examination, {
    capability: 'translation',
    kind: 'translators',
    each: knownProviders.translators.map((name) => ({
      name,
      create: () => createProviders({ ...nobody, translators: [name] }).translators,
    })),
    ask: (translator, signal) => translate(translator, foreign, agentLanguage, signal),
  });
  const synthesis = await examine<Synthesizer>(examination, {
    capability: 'synthesis',
    kind: 'synthesizers',
    each: knownProviders.synthesizers.map((name) => ({
      name,
      create: () => createProviders({ ...nobody, synthesizers: [name] }).synthesizers,
    })),
    async ask(synthesizer, signal) {
      const spoken = await speak(synthesizer, own.announcements.repeat, agentLanguage, signal);
      speech ??= spoken;
      return undefined;
    },
  });
  const recognition = examine<Recognizer>(examination, {
    capability: 'recognition',
    kind: 'recognizers',
    each: knownProviders.recognizers.map((name) => ({
      name,
      create: () => createProviders({ ...nobody, recognizers: [name] }).recognizers,
    })),
    ask: (recognizer, signal) => listen(recognizer, speech, agentLanguage, signal),
  });
  return [...(await recognition), ...(await translation), ...synthesis];
}

function languageRow(tag: string): Language {
  const row = languageOf(tag);
  if (row === undefined) throw new Error(`${tag} is none of the languages`);
  return row;
}

function examine<Provider extends AnyProvider>(
  examination: Examination,
  { capability, kind, each, ask }: Examinees<Provider>,
): Promise<Finding[]> {
  const configured: readonly string[] = examination.providers[kind];
  return Promise.all(
    each.map(async ({ name, create }) => {
      const place = configured.indexOf(name);
      const found = { capability, provider: name, place: place < 0 ? undefined : place + 1 };
      const missing = examination.missing[kind][name] ?? [];
      if (missing.length === 0) return { ...found, ...(await examineOne(examination, create, ask)) };
      return { ...found, outcome: refused(`not set: ${missing.join(', ')}`), uncovered: [] };
    }),
  );
}

async function examineOne<Provider extends AnyProvider>(
  { agentLanguage, deadlineMs }: Examination,
  create: () => readonly Provider[],
  ask: Examinees<Provider>['ask'],
): Promise<Pick<Finding, 'outcome' | 'uncovered'>> {
  let uncovered: readonly string[] = [];
  const open: AnyProvider[] = [];
  try {
    const created = create();
    open.push(...created);
    const [provider] = created;
    if (provider === undefined) throw new Error('No provider was created');
    const { languages } = provider.capabilities;
    uncovered = languageTags.filter((tag) => !covers(languages, tag));
    if (!covers(languages, agentLanguage)) {
      return { outcome: refused(`does not cover ${agentLanguage}`), uncovered };
    }
    const startedAt = performance.now();
    const remark = await withinDeadline(deadlineMs, (signal) => ask(provider, signal));
    const tookMs = performance.now() - startedAt;
    return { outcome: { isUsable: true, tookMs, ...(remark !== undefined && { remark }) }, uncovered };
  } catch (error) {
    return { outcome: refused(reasonOf(error)), uncovered };
  } finally {
    for (const one of open) if ('close' in one) one.close();
  }
}

/** @throws ExaminationError when nothing came of it in time, even if the provider does not mind the signal. */
async function withinDeadline<Result>(
  ms: number,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const abort = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const error = new ExaminationError(`did not answer within ${ms / 1000} s`);
      reject(error);
      abort.abort(error);
    }, ms);
  });
  try {
    return await Promise.race([work(abort.signal), late]);
  } finally {
    clearTimeout(timer);
    abort.abort();
  }
}

async function translate(
  translator: Translator,
  source: Language,
  targetLanguage: string,
  signal: AbortSignal,
): Promise<undefined> {
  const text = source.announcements.askedToRepeat;
  let length = 0;
  const request = { text, sourceLanguage: source.tag, targetLanguage, context: [], signal };
  for await (const piece of translator.translate(request)) length += piece.length;
  if (length === 0) throw new ExaminationError('answered with nothing');
}

async function speak(
  synthesizer: Synthesizer,
  text: string,
  language: string,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  for await (const piece of synthesizer.synthesize({ text, language, speed: 1, signal })) pieces.push(piece);
  const spoken = Buffer.concat(pieces);
  if (spoken.length === 0) throw new ExaminationError('answered with nothing');
  return spoken;
}

/** Without any speech to be had, a recognizer hears a ringing tone. */
async function listen(
  recognizer: Recognizer,
  speech: Uint8Array | undefined,
  language: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  const stream = recognizer.open({ language, hints: [], keyterms: [], signal });
  const pause = new Uint8Array(pauseBytes).fill(mulawSilence);
  const heard = Buffer.concat([(speech ?? ringback).subarray(0, mostHeardBytes), pause]);
  for (let at = 0; at < heard.length; at += frameBytes) stream.write(heard.subarray(at, at + frameBytes));
  stream.end();
  let hasWords = false;
  for await (const event of stream) hasWords ||= event.type === 'hypothesis' && event.text !== '';
  if (speech === undefined) return 'but there was no speech to be heard';
  return hasWords ? undefined : 'but heard no words';
}

/** What an examination comes to by itself. */
class ExaminationError extends Error {
  override readonly name = 'ExaminationError';
}

function refused(reason: string): Finding['outcome'] {
  return { isUsable: false, reason };
}

/** Nothing that a vendor's library says by itself: it may quote a key. */
function reasonOf(error: unknown): string {
  if (error instanceof ExaminationError) return error.message;
  if (error instanceof ProviderError) return error.message.replace(`${error.provider}: `, '');
  return `failed: ${error instanceof Error ? error.name : typeof error}`;
}
