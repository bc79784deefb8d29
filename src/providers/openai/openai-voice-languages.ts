/**
 * What OpenAI's speech models speak: their guide says that they follow Whisper, and names these 57. Galician and
 * Catalan are there, Basque is not.
 */
export const spokenLanguages: readonly string[] = (
  'af ar hy az be bs bg ca zh hr cs da nl en et fi fr gl de el he hi hu is id it ja kn kk ko lv lt mk ms mr mi ne no ' +
  'fa pl pt ro ru sr sk sl es sw sv tl ta th tr uk ur vi cy'
).split(' ');

/** What its text models translate. There is no list of theirs; these are at home in all of them. */
export const writtenLanguages: readonly string[] = [...spokenLanguages, 'eu', 'bn', 'ka', 'sq', 'fil'];
