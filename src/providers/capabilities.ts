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
