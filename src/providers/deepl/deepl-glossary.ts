import { createHash } from 'node:crypto';
import { GlossaryEntries, GlossaryNotFoundError, type DeepLClient } from 'deepl-node';
import { primaryLanguage } from '../capabilities.js';
import type { KeptGlossary } from '../translator.js';

/** Languages of glossaries: gl, ca and eu are not among them. */
export const deeplGlossaryLanguages: ReadonlySet<string> = new Set([
  'ar',
  'de',
  'en',
  'es',
  'fr',
  'it',
  'nl',
  'pt',
  'ro',
]);

/** A glossary of the account. */
export interface DeeplGlossary {
  /** What DeepL calls it: a UUID. */
  readonly id: string;
  /** Whether it has terms from a language into another, given as BCP-47 tags: DeepL refuses it for other pairs. */
  has(source: string, target: string): boolean;
}

/**
 * Sees to it that the account has a glossary with these terms. Its name tells its owner and its content: one that is
 * there is used as it is, and others of the same owner are deleted, for an account may have only so many.
 *
 * @returns undefined where none of the terms is of two languages that DeepL has glossaries of.
 * @throws the SDK's errors.
 */
export async function keepDeeplGlossary(
  client: DeepLClient,
  { owner, pairs }: KeptGlossary,
): Promise<DeeplGlossary | undefined> {
  const dictionaries = pairs
    .filter(({ source, target }) => [source, target].every((tag) => deeplGlossaryLanguages.has(tag)))
    .map(({ source, target, terms }) => ({ source, target, terms: [...terms] }));
  const namePrefix = `dragoman/${owner}/`;
  const name =
    namePrefix + createHash('sha256').update(JSON.stringify(dictionaries)).digest('hex').slice(0, 16);

  const ours = (await client.listMultilingualGlossaries()).filter((one) => one.name.startsWith(namePrefix));
  const present = dictionaries.length === 0 ? undefined : ours.find((one) => one.name === name);
  for (const one of ours) if (one !== present) await forget(client, one.glossaryId);
  if (dictionaries.length === 0) return undefined;
  const glossary =
    present ??
    (await client.createMultilingualGlossary(
      name,
      dictionaries.map(({ source, target, terms }) => ({
        sourceLangCode: source,
        targetLangCode: target,
        entries: new GlossaryEntries({ entries: Object.fromEntries(terms) }),
      })),
    ));
  const known = new Set(dictionaries.map(({ source, target }) => `${source}-${target}`));
  return {
    id: glossary.glossaryId,
    has: (source, target) => known.has(`${primaryLanguage(source)}-${primaryLanguage(target)}`),
  };
}

/** Whether a request failed because its glossary is not there any more; of a translation the SDK tells that by its words. */
export function isGlossaryGone(error: unknown): boolean {
  if (error instanceof GlossaryNotFoundError) return true;
  return error instanceof Error && /^Not found|^Bad request.*glossary/i.test(error.message);
}

async function forget(client: DeepLClient, id: string): Promise<void> {
  try {
    await client.deleteMultilingualGlossary(id);
  } catch (error) {
    // Another process was faster.
    if (!isGlossaryGone(error)) throw error;
  }
}
