import type { LanguageProfile } from '../language-profile.js';

/** Dutch. */
export const dutch: LanguageProfile = {
  tag: 'nl',
  letters: 'éëïóöèê',
  numbers: `nul twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien zestien
    zeventien achttien negentien twintig dertig veertig vijftig zestig zeventig tachtig negentig honderd
    duizend euro`,
  commonWords: `ik de het een dat is en niet van je in die te ja mijn met voor op maar heb er wat om aan
    we zijn als hij hebben dan bij ook nog kan naar of wel ze al me u uw heeft was over nu hier daar moet
    door gaan uit zo kunt kunnen wil graag dag goedemorgen goedemiddag goedenavond hallo dank bedankt mij
    nee geen goed wij deze dit hoe waar wanneer waarom wie omdat zou willen wilde weten weet denk bel
    bellen gebeld spreken zeggen gezegd zei vandaag morgen gisteren ochtend middag avond mevrouw meneer
    uur uren dagen week maand jaar maandag dinsdag woensdag donderdag vrijdag zaterdag zondag afspraak
    dokter huisarts bestelling rekening factuur geld huis straat zoon dochter man vrouw moeder vader
    probleem hulp nummer naam telefoon adres post persoon iets iemand niemand nooit altijd niets veel
    weinig later eerst even moment wachten excuus sorry begrijp snap elke alle alles andere ander ons onze
    hun haar zonder tot sinds tegen onder tussen betaald betalen ontvangen gekregen aangekomen sturen
    gestuurd geven gegeven doen gedaan komen komt kwam ging gaat kost mist beter zelf meer minder toch
    hoor eigenlijk misschien helaas echt heel erg precies gewoon had worden wordt werd geweest hem jullie
    nodig alstublieft alsjeblieft want dus toen ben bent staat zit wacht volgende vorige laat maken
    gemaakt krijgen terug weer eens zien mogelijk vragen vraag steeds al sommige zodat waarschijnlijk tijd
    open werkt januari februari maart april mei juni juli augustus september oktober november december`,
  speech: `Goedemorgen, ik bel omdat ik gisteren een brief van de bank heb gekregen en ik begrijp niet
    wat ze van me willen. Luister, ik heb die rekening vrijdag al betaald en nu zeggen ze dat ik nog geld
    schuldig ben. Ik wilde een afspraak maken met de dokter voor volgende week, het liefst in de middag als
    dat kan. Mijn wasmachine is kapot en er staat water in de hele keuken, kunt u vandaag nog iemand sturen?
    Mijn zoon heeft sinds gisteravond koorts en ik weet niet of ik hem naar het ziekenhuis moet brengen. We
    willen graag een kamer met ontbijt boeken, voor mijn vrouw, de kinderen en mij. Het pakje had vorige
    week moeten aankomen en het is er nog steeds niet. Kunt u mij zeggen hoe laat jullie sluiten? Ik werk
    namelijk tot laat en ik red het anders niet. Hartelijk dank voor uw hulp, u bent heel vriendelijk
    geweest. Sorry, ik heb u niet goed verstaan, kunt u dat herhalen? Ik wil het bezorgadres wijzigen, want
    we zijn verhuisd. We zijn onze sleutels kwijt en kunnen de woning niet in. Dat heb ik ook tegen uw
    collega gezegd, maar niemand heeft me ooit teruggebeld. Ik zoek informatie over de cursussen die na de
    zomer beginnen. Het is hier erg koud en de verwarming doet het niet. Hoe lang gaat het nog duren? Dan
    bel ik morgenochtend wel weer.`,
  names: {
    ar: 'arabisch',
    ca: 'catalaans',
    de: 'duits',
    en: 'engels',
    es: 'spaans',
    eu: 'baskisch',
    fr: 'frans',
    gl: 'galicisch',
    it: 'italiaans',
    nl: 'nederlands, vlaams',
    pl: 'pools',
    pt: 'portugees',
    ro: 'roemeens',
    ru: 'russisch',
    uk: 'oekraïens',
    zh: 'chinees, mandarijn',
  },
  requests: {
    phrases: `kunnen we … spreken, kunnen wij … spreken, zouden we … kunnen spreken, kunnen we … praten,
      kunnen we … verder, kan ik … spreken, mag ik … spreken, kunt u … spreken, zou u … kunnen spreken,
      spreekt u …, spreekt u ook …, spreek je …, spreken jullie …, spreekt er iemand …, spreekt iemand …,
      iemand die … spreekt, ik wil … spreken, ik wil graag … spreken, ik zou graag … spreken, ik spreek
      liever …, ^liever …, ik spreek alleen …, ik spreek alleen maar …, ^… alstublieft, ^… alsjeblieft,
      mag het …`,
    links: 'in het, in, liever, ook',
    negations: 'niet, niemand, dat, geen',
  },
};
