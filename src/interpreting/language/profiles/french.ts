import type { LanguageProfile } from '../language-profile.js';

/** French. */
export const french: LanguageProfile = {
  tag: 'fr',
  letters: 'àâæçéèêëîïôœùûüÿ',
  numbers: `zéro deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize
    vingt trente quarante cinquante soixante septante huitante nonante cent cents mille euros`,
  commonWords: `je de le la pas est que c' à et les un j' l' ne vous une en pour d' il qu' on me des ce n'
    ça a suis mais dans du qui avec oui mon ma m' plus tout bien ai au s' très si non comme y sur par moi
    alors elle quand nous même être merci bonjour avez voudrais voulais pouvez peux plaît plait avoir fait
    faire aussi rien ou où était été cette votre vos se lui notre nos mes son sa ses leur sont avait ont
    avons êtes sommes vais va aller dire dit dis appelle appeler appel parler parle besoin aujourd hui
    demain hier matin soir après midi madame monsieur heure heures jour jours semaine mois an année lundi
    mardi mercredi jeudi vendredi samedi dimanche rendez rendez-vous médecin docteur commande facture
    compte argent maison rue fils fille mari femme mère père problème aide numéro nom téléphone adresse
    courrier personne peu quelque chose quelqu' jamais toujours encore avant ensuite moment attendez
    excusez pardon comprends aucun aucune chaque ils elles ces cet un autre autres trop tant ni payer payé
    recevoir reçu arriver arrivé envoyer envoyé donner donné mis savoir sais crois combien coûte manque
    moins mieux donc parce depuis puis sans aux ici là voilà hein enfin juste déjà faut peut pourrais
    pourriez aimerais fois gens chez jusqu' entre deux votre bonsoir allô ben êtes janvier février mars
    avril mai juin juillet août septembre octobre novembre décembre`,
  speech: `Bonjour, je vous appelle parce que j'ai reçu hier une lettre de la banque et je ne comprends
    pas ce qu'ils veulent que je fasse. Écoutez, j'ai déjà payé cette facture vendredi et maintenant on me
    dit que je dois encore de l'argent. Je voulais prendre rendez-vous avec le médecin pour la semaine
    prochaine, plutôt l'après-midi si c'est possible. Ma machine à laver est tombée en panne et il y a de
    l'eau partout dans la cuisine, est-ce que vous pouvez envoyer quelqu'un aujourd'hui ? Mon fils a de la
    fièvre depuis hier soir et je ne sais pas s'il faut que je l'emmène à l'hôpital. Nous aimerions réserver
    une chambre avec petit déjeuner, pour ma femme, les enfants et moi. Le colis devait arriver la semaine
    dernière et il n'est toujours pas là. Vous pouvez me dire à quelle heure vous fermez ? C'est que je
    travaille tard et je n'ai pas le temps. Merci beaucoup pour votre aide, vous êtes très gentille.
    Excusez-moi, je n'ai pas bien entendu, vous pouvez répéter ? Je veux changer l'adresse de livraison,
    parce que nous avons déménagé. On a perdu les clés et on ne peut pas rentrer dans l'appartement. C'est
    ce que j'avais dit à votre collègue, mais on ne m'a jamais rappelé. Je cherche des renseignements sur
    les cours qui commencent après l'été. Il fait très froid ici et le chauffage ne marche pas. Combien de
    temps ça va prendre ?`,
  names: {
    ar: 'arabe',
    ca: 'catalan',
    de: 'allemand',
    en: 'anglais',
    es: 'espagnol, castillan',
    eu: 'basque',
    fr: 'français',
    gl: 'galicien',
    it: 'italien',
    nl: 'néerlandais, hollandais, flamand',
    pl: 'polonais',
    pt: 'portugais',
    ro: 'roumain',
    ru: 'russe',
    uk: 'ukrainien',
    zh: 'chinois, mandarin',
  },
  requests: {
    phrases: `on peut parler …, on pourrait parler …, peut on parler …, pourrait on parler …, est ce qu on
      peut parler …, pouvons nous parler …, pourrions nous parler …, on peut continuer …, je peux parler
      …, puis je parler …, vous pouvez parler …, vous pouvez me parler …, pouvez vous parler …, pourriez
      vous parler …, quelqu'un qui parle …, vous parlez …, parlez vous …, est ce que vous parlez …, tu
      parles …, ^parlons …, je préfère parler …, je préfère …, je préférerais …, je voudrais parler …, je
      veux parler …, j'aimerais parler …, je parle seulement …, je parle uniquement …, je ne parle que …,
      ^… s'il vous plaît, ^plutôt …`,
    links: 'en, l, le, en l, avec vous en',
    negations: 'ne, n, pas, personne, qui, que',
  },
};
