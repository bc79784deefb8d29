import * as fc from 'fast-check';
import { isBackchannel, isInterruption } from '../../../src/interpreting/backchannels.js';
import { createEchoText } from '../../../src/interpreting/echo-text.js';
import { compareEntities } from '../../../src/interpreting/entities/compare-entities.js';
import { createGlossary } from '../../../src/interpreting/glossary.js';
import { requestedLanguage } from '../../../src/interpreting/language/language-request.js';
import { textEvidenceOf } from '../../../src/interpreting/language/text-evidence.js';
import { languageTags } from '../../../src/languages.js';
import { longestTurnText } from '../../../src/providers/vendor-values.js';
import { hostileText, mutatedBytes } from '../mutation.js';
import { attempt, type Attempt, type Surface } from '../surface.js';
import { readNumberSentences } from '../../number-sentences.js';

interface Heard {
  readonly text: string;
  readonly language: string;
  readonly translation: string;
  readonly targetLanguage: string;
}

interface Understood {
  readonly scores: readonly number[];
  readonly isSameAsItself: boolean;
  readonly missing: number;
  readonly added: number;
}

const sentences = readNumberSentences().flatMap(({ source, faithful }) => [source, faithful]);
const text = fc
  .oneof({ weight: 2, arbitrary: mutatedBytes(sentences).map(String) }, { weight: 1, arbitrary: hostileText })
  .map((said) => said.slice(0, longestTurnText));
const language = fc.constantFrom(...languageTags);

const glossary = createGlossary([
  { forms: { es: ['vida laboral'], en: ['employment history'] }, pronunciations: { en: 'x' } },
]);

/** What recognizers hear and translators write, through all that reads it. */
export const textsSurface: Surface<Heard, Attempt<Understood>> = {
  name: 'texts',
  title: 'Recognized and translated texts',
  inputs: fc.record({ text, language, translation: text, targetLanguage: language }),
  properties: [
    { name: 'no text is too much', holds: ({ error }) => error === undefined },
    {
      name: 'evidence for languages can be reckoned with',
      holds: ({ value }) => value === undefined || value.scores.every(Number.isFinite),
    },
    { name: 'a text says the values that it says', holds: ({ value }) => value?.isSameAsItself !== false },
    {
      name: 'there are no more values than characters',
      holds: ({ value }, heard) =>
        value === undefined ||
        (value.missing <= heard.text.length && value.added <= heard.translation.length),
    },
  ],
  open: () => ({
    meet: (heard) => attempt(() => understand(heard)),
    close: () => undefined,
  }),
};

function understand({ text: said, language: spoken, translation, targetLanguage }: Heard): Understood {
  const source = { text: said, language: spoken };
  const { missing, added } = compareEntities(source, { text: translation, language: targetLanguage });
  const echo = createEchoText();
  echo.played(translation, targetLanguage, 0);
  echo.isEcho(said, spoken, 100);
  isBackchannel(said, spoken);
  isInterruption(said, spoken);
  requestedLanguage(said);
  glossary.termsIn(said, 'es', 'en');
  glossary.pronounced(translation, 'en');
  return {
    scores: [...textEvidenceOf(said).scores],
    isSameAsItself: compareEntities(source, source).isFaithful,
    missing: missing.length,
    added: added.length,
  };
}
