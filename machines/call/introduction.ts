/** How an agent is told what call they have answered, in their language. */
export interface IntroductionWording {
  /** `{language}` stands for the name of the client's. */
  readonly known: string;
  readonly unknown: string;
}

/**
 * What the agent hears before anything of the client's.
 *
 * @param agentLanguage - BCP-47 tag of the wording.
 * @param clientLanguage - BCP-47, if the client has shown what they speak.
 */
export function introductionOf(
  wording: IntroductionWording,
  agentLanguage: string,
  clientLanguage: string | undefined,
): string {
  if (clientLanguage === undefined) return wording.unknown;
  const names = new Intl.DisplayNames(agentLanguage, { type: 'language', fallback: 'none' });
  const name = names.of(clientLanguage);
  return name === undefined ? wording.unknown : wording.known.replace('{language}', name);
}
