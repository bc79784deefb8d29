/** What tells one language from another, as data: a row for each language that is known by its words. */
export interface LanguageProfile {
  /** BCP-47. */
  readonly tag: string;
  /**
   * Letters that it is written with and others are not: those with diacritics, or of an alphabet that
   * several share. A word with one that only others have is foreign.
   */
  readonly letters: string;
  /**
   * Words of numbers, which are no evidence: callers dictate numbers in whatever language they learned them.
   */
  readonly numbers: string;
  /** What callers say most, most used first: mainly words of grammar. Proper names are left out. */
  readonly commonWords: string;
  /** Sentences of callers, from which the letters that follow one another are learned. */
  readonly speech: string;
  /** How languages are called in this one, by their tags; variants are separated by commas. */
  readonly names: Readonly<Record<string, string>>;
  readonly requests: LanguageRequests;
}

/** How somebody asks to go on in another language. */
export interface LanguageRequests {
  /**
   * Separated by commas; `…` stands for the language's name, and `^` for the beginning of a sentence or
   * clause.
   */
  readonly phrases: string;
  /** Words that may stand between a phrase and the name: "speak (in) English". */
  readonly links: string;
  /** A request behind one of these words is none: "I cannot speak English". */
  readonly negations: string;
}
