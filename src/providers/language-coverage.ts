import { covers, primaryLanguage, translates } from './capabilities.js';
import { byHealth, type Candidate } from './candidate.js';
import type { Recognizer } from './recognizer.js';
import { recognizerRoute, synthesizerRoute, translatorRoute } from './routes.js';
import type { Synthesizer } from './synthesizer.js';
import type { Translator } from './translator.js';

/** The configured providers, of each capability in their order. */
export interface ProviderCandidates {
  readonly recognizers: readonly Candidate<Recognizer>[];
  readonly translators: readonly Candidate<Translator>[];
  readonly synthesizers: readonly Candidate<Synthesizer>[];
}

/** Who covers one language, by name and in the configured order, for agents who speak another. */
export interface LanguageCoverage {
  /** BCP-47. */
  readonly language: string;
  readonly recognizers: readonly string[];
  /** Those that find out by themselves that it is spoken. */
  readonly detectors: readonly string[];
  /** Into the agents' language, and from it; empty for the agents' own. */
  readonly translatorsToAgent: readonly string[];
  readonly translatorsFromAgent: readonly string[];
  readonly synthesizers: readonly string[];
  readonly isCovered: boolean;
  /** Who is asked first at present; absent where nobody covers it. */
  readonly route: {
    readonly recognizer?: string;
    readonly translatorToAgent?: string;
    readonly translatorFromAgent?: string;
    readonly synthesizer?: string;
  };
}

/** What there is for a language. */
export function coverageOf(
  { recognizers, translators, synthesizers }: ProviderCandidates,
  language: string,
  agentLanguage: string,
): LanguageCoverage {
  const isOwn = primaryLanguage(language) === primaryLanguage(agentLanguage);
  const recognizing = recognizerRoute(recognizers, language, []);
  const toAgent = isOwn ? [] : translatorRoute(translators, language, agentLanguage);
  const fromAgent = isOwn ? [] : translatorRoute(translators, agentLanguage, language);
  const speaking = synthesizerRoute(synthesizers, language);
  const detecting = recognizers.filter(({ provider }) => covers(provider.capabilities.detects, language));
  const isTranslated = isOwn || (toAgent.length > 0 && fromAgent.length > 0);
  return {
    language,
    recognizers: namesOf(recognizing),
    detectors: namesOf(detecting),
    translatorsToAgent: namesOf(toAgent),
    translatorsFromAgent: namesOf(fromAgent),
    synthesizers: namesOf(speaking),
    isCovered: recognizing.length > 0 && isTranslated && speaking.length > 0,
    route: {
      ...first('recognizer', recognizing),
      ...first('translatorToAgent', toAgent),
      ...first('translatorFromAgent', fromAgent),
      ...first('synthesizer', speaking),
    },
  };
}

/** What makes the agents' language impossible, in the words of the settings; empty where it is possible. */
export function agentLanguageProblems(
  { recognizers, translators, synthesizers }: ProviderCandidates,
  agentLanguage: string,
  otherLanguages: readonly string[],
): readonly string[] {
  const problem = (setting: string, all: readonly Candidate<unknown>[], verb: string) =>
    `${setting}=${namesOf(all).join(',')} does not ${verb} DEFAULT_AGENT_LANGUAGE=${agentLanguage}`;
  const isTranslated = translators.some(({ provider: { capabilities } }) =>
    otherLanguages.some(
      (other) =>
        translates(capabilities, agentLanguage, other) && translates(capabilities, other, agentLanguage),
    ),
  );
  return [
    ...(recognizerRoute(recognizers, agentLanguage, []).length > 0
      ? []
      : [problem('STT_PROVIDER', recognizers, 'recognize')]),
    ...(isTranslated ? [] : [problem('TRANSLATION_PROVIDER', translators, 'translate')]),
    ...(synthesizerRoute(synthesizers, agentLanguage).length > 0
      ? []
      : [problem('TTS_PROVIDER', synthesizers, 'speak')]),
  ];
}

const namesOf = (candidates: readonly Candidate<unknown>[]) => candidates.map(({ name }) => name);

function first<Name extends string>(
  name: Name,
  candidates: readonly Candidate<unknown>[],
): Partial<Record<Name, string>> {
  const [chosen] = byHealth(candidates);
  const route: Partial<Record<Name, string>> = {};
  if (chosen !== undefined) route[name] = chosen.name;
  return route;
}
