import { pickFrom } from './statistics.js';

/** Words that a recognizer makes up. */
export interface Hallucination {
  readonly kind: 'credits' | 'filler' | 'loop';
  readonly text: string;
  /** Of the recognizer, 0 to 1. */
  readonly confidence: number;
  /** How long the words take, ms. */
  readonly durationMs: number;
}

/**
 * What recognizers write down where nobody speaks, of the kinds that are known: the credits of the subtitles that they
 * were trained with, short fillers, and loops (Koenecke et al., "Careless Whisper", FAccT 2024; Barański et al.,
 * "Investigation of Whisper ASR hallucinations induced by non-speech audio", ICASSP 2025). How often each comes and
 * how sure the recognizer is of it is made up here.
 */
const texts = {
  credits: [
    'Thank you for watching',
    'Thanks for watching!',
    'Please subscribe to my channel',
    'Subtitles by the Amara.org community',
    'Subtítulos realizados por la comunidad de Amara.org',
    '¡Gracias por ver el vídeo!',
    "Sous-titres réalisés par la communauté d'Amara.org",
    'Untertitel der Amara.org-Community',
  ],
  filler: ['you', 'Thank you.', 'Okay.', 'Gracias.', 'Sí.', 'Bye.', 'Oh.'],
  loop: [
    'no no no no no no no no',
    'I am going to go to the store and I am going to go to the store and I am going to go to the store',
    'la la la la la la',
    'gracias gracias gracias gracias gracias',
  ],
} as const;

/** How sure the recognizer is of them: least and most. Some are sure of their credits. */
const confidences = { credits: [0.25, 0.95], filler: [0.2, 0.6], loop: [0.3, 0.95] } as const;

/** Words a second: some come at the pace of speech, others all at once. */
const pace = { least: 1.5, most: 12 };

/** Draws what a recognizer makes up next. */
export function drawHallucination(random: () => number): Hallucination {
  const kind = pickFrom(['credits', 'credits', 'filler', 'loop'] as const, random);
  const text = pickFrom<string>(texts[kind], random);
  const [least, most] = confidences[kind];
  const wordsPerSecond = pace.least + (pace.most - pace.least) * random();
  return {
    kind,
    text,
    confidence: least + (most - least) * random(),
    durationMs: (1000 * text.split(' ').length) / wordsPerSecond,
  };
}
