/** Models that take several languages as hints, and keywords; the others take one language and a prompt. */
const modelsWithHints: ReadonlySet<string> = new Set(['gpt-live-transcribe', 'gpt-transcribe']);

/** Whether a transcription model takes `languages` and `keywords`, and not `language` and `prompt`. */
export function takesHints(model: string): boolean {
  return modelsWithHints.has(model);
}

/**
 * Whether a transcription model answers with `verbose_json`: Whisper does, OpenAI's own and any server's. OpenAI's
 * later models answer with `json` alone.
 */
export function isVerbose(model: string): boolean {
  return !model.startsWith('gpt-');
}
