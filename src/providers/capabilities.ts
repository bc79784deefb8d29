/** What a provider can do, as data: routes are chosen from it, nothing is found out in the middle of a call. */
export interface Capabilities {
  /** BCP-47 tags it covers; `pt` stands for every `pt-*`. */
  readonly languages: ReadonlySet<string>;
  /** Whether results come while the input still goes in. */
  readonly isStreaming: boolean;
  /** Whether it finds out the language by itself, and among which. */
  readonly detects: ReadonlySet<string>;
}

/** The language that a BCP-47 tag is a variety of: `pt` for `pt-BR`, and for `pt`. */
export function primaryLanguage(tag: string): string {
  return tag.split('-', 1)[0] ?? tag;
}

/** Whether the table covers a tag: itself, or the language it is a variety of. */
export function covers(languages: ReadonlySet<string>, tag: string): boolean {
  return languages.has(tag) || languages.has(primaryLanguage(tag));
}

/** What a translator can do besides: data, like the rest of its capabilities. */
export interface TranslatorCapabilities extends Capabilities {
  /** Primary languages by the one that is translated from: which it translates into. */
  readonly targets: ReadonlyMap<string, ReadonlySet<string>>;
  /** Primary languages whose form of address it can be told when it translates into them. */
  readonly formality: ReadonlySet<string>;
  /** Primary languages between any two of which it takes a glossary. */
  readonly glossary: ReadonlySet<string>;
}

/** What a synthesizer can do besides. */
export interface SynthesizerCapabilities extends Capabilities {
  /** What comes over the wire; anything but `mulaw` is resampled to the telephone's 8 kHz mu-law. */
  readonly format: 'mulaw' | 'pcm24000' | 'wav22050';
  /** Least and most of the speeds that the vendor speaks at; what is asked for beyond is brought to the nearest. */
  readonly speeds: readonly [least: number, most: number];
  /** Primary languages that it begins to speak later than the others: what has not begun in time there is no failure yet. */
  readonly slowLanguages: ReadonlySet<string>;
}

/** How the listener is addressed; `any` leaves it to the translator. */
export type Formality = 'formal' | 'informal' | 'any';

/** Targets of a translator that translates from each of its languages into each other one. */
export function everyPair(languages: Iterable<string>): ReadonlyMap<string, ReadonlySet<string>> {
  const primary = new Set(Array.from(languages, primaryLanguage));
  return new Map(
    Array.from(primary, (source) => [source, new Set([...primary].filter((one) => one !== source))]),
  );
}

/** Whether a translator translates between two languages, given as BCP-47 tags. */
export function translates({ targets }: TranslatorCapabilities, source: string, target: string): boolean {
  return targets.get(primaryLanguage(source))?.has(primaryLanguage(target)) ?? false;
}

/** The speed that is nearest to the one asked for. */
export function speedWithin([least, most]: SynthesizerCapabilities['speeds'], speed: number): number {
  return Math.min(Math.max(speed, least), most);
}

/** What a table says of a BCP-47 tag: of itself, or of the language it is a variety of. */
export function ofLanguage<Value>(table: Readonly<Record<string, Value>>, tag: string): Value | undefined {
  return table[tag] ?? table[primaryLanguage(tag)];
}
