package phrase

import (
	"sync"

	"lamproom/casefile"
)

// French is French as written in France: a comma in numbers, spaces between
// thousands and before the signs of two parts.
var French = sync.OnceValue(func() *Language {
	return &Language{
		Tag: "fr", phrases: french, clauses: newPatterns(frenchSentences), point: ",", group: " ", space: " ",
		steps: &casefile.Phrasing{Sentences: frenchSteps, On: "Sur {hosts} : ", More: "et {n} de plus, voir les constats"},
	}
})

// french has every phrase of the reports. phrase_test.go lists those that lack.
var french = map[string]string{
	// signs between a word and its explanation
	":":   " :",
	"in":  "dans",
	"on":  "sur",
	"and": "et",

	// sections
	"Lamproom report": "Rapport Lamproom", "report on mining": "rapport sur le minage", "mining": "minage",
	"Skip to the verdict": "Aller au verdict", "Contents": "Sommaire",
	"Verdict": "Verdict", "What to do now": "Que faire maintenant", "Who is paid": "Qui est payé", "Miners": "Mineurs", "Findings": "Constats", "Layers": "Couches",
	"Indicators": "Indicateurs", "Reports of others": "Rapports de tiers", "Timeline": "Chronologie", "Not examined": "Non examiné", "Evidence": "Éléments examinés",
	"How to read this": "Comment lire ce rapport", "Pools": "Pools",

	// verdict
	"Does something mine?": "Y a-t-il minage ?", "Did the owner agree?": "Le propriétaire était-il d'accord ?", "Because": "Parce que", "Examined": "Examiné",
	"Not all of it could be read.": "Tout n'a pas pu être lu.",
	"case":                         "dossier",
	"What this does not prove: that nobody mines. A miner that was not in this evidence, that ran and left no trace in it, or that is packed or encrypted in a way that was not undone, is not seen here.": "Ce que cela ne prouve pas : que personne ne mine. Un mineur absent de ces éléments, qui a tourné sans y laisser de trace, ou qui est compressé ou chiffré d'une façon qui n'a pas été défaite, ne se voit pas ici.",
	"Reports on other machines among these, which do not count for the verdict: %s.":                                                                                                                       "Dont rapports sur d'autres machines, qui ne comptent pas pour le verdict : %s.",
	"other kinds":       "autres genres",
	"confirmed":         "confirmé",
	"likely":            "probable",
	"possible":          "possible",
	"none seen":         "aucun vu",
	"covert":            "caché",
	"it hides":          "il se cache",
	"declared":          "déclaré",
	"conflict":          "contradiction",
	"unknown":           "inconnu",
	"mining is %s":      "minage %s",
	"piece of evidence": "élément", "pieces of evidence": "éléments",
	"miner": "mineur", "miners": "mineurs", "pool": "pool", "pools": "pools",
	"wallet that is paid": "portefeuille payé", "wallets that are paid": "portefeuilles payés",
	"work that was delivered was seen":                            "du travail livré a été vu",
	"a complete instruction to mine was seen":                     "un ordre de minage complet a été vu",
	"an incomplete instruction to mine was seen":                  "un ordre de minage incomplet a été vu",
	"nothing that was read speaks of mining":                      "rien de ce qui a été lu ne parle de minage",
	"declared by the owner":                                       "déclaré par le propriétaire",
	"declared by the owner, and hidden all the same":              "déclaré par le propriétaire, et pourtant caché",
	"nothing here says whether the owner agreed":                  "rien ici ne dit si le propriétaire était d'accord",
	"speaks for mining without the owner's leave":                 "indique un minage à l'insu du propriétaire",
	"No sign of mining was seen in %s.":                           "Aucun signe de minage n'a été vu dans %s.",
	"Some evidence could not be read whole.":                      "Certains éléments n'ont pas pu être lus en entier.",
	"Mining took place: %s, %s, %s.":                              "Il y a eu minage : %s, %s, %s.",
	"Mining is likely: %s, %s, %s.":                               "Le minage est probable : %s, %s, %s.",
	"Mining is possible: %s, %s, %s.":                             "Le minage est possible : %s, %s, %s.",
	"It hides: nothing suggests that the owner agreed.":           "Il se cache : rien ne laisse penser que le propriétaire était d'accord.",
	"The owner has declared it.":                                  "Le propriétaire l'a déclaré.",
	"The owner has declared it, and yet it hides.":                "Le propriétaire l'a déclaré, et pourtant il se cache.",
	"Whether the owner agreed cannot be told from this evidence.": "Ces éléments ne permettent pas de dire si le propriétaire était d'accord.",

	// severity and confidence
	"critical": "critique", "high": "élevée", "medium": "moyenne", "low": "faible", "info": "info",
	"almost no chance": "presque exclu", "very unlikely": "très improbable", "unlikely": "improbable", "about even": "une chance sur deux", "very likely": "très probable", "almost certain": "presque certain",

	// what to do
	"Make sure": "S'assurer", "Preserve": "Préserver", "Contain": "Contenir", "Remove": "Retirer", "Change credentials": "Changer les accès", "Close the entry": "Fermer l'entrée", "Tell": "Prévenir",
	"Look before anything is changed.":                                  "Regarder avant de rien changer.",
	"Before anything is stopped: what is in memory is lost first.":      "Avant d'arrêter quoi que ce soit : la mémoire se perd en premier.",
	"Cut it off, so that it earns nothing more and spreads no further.": "L'isoler, pour qu'il ne rapporte plus rien et ne s'étende plus.",
	"Remove what would start it again.":                                 "Retirer ce qui le relancerait.",
	"Replace what may have been read.":                                  "Remplacer ce qui a pu être lu.",
	"Shut the way it came in.":                                          "Fermer le chemin par lequel il est entré.",
	"Those who need to know.":                                           "Ceux qui doivent savoir.",
	"because of":                                                        "en raison de",
	"and %d more":                                                       "et %d de plus",
	"%d times":                                                          "%d fois",

	// who is paid
	"an account or name at the pool: only the pool knows whose it is": "un compte ou un nom auprès du pool : seul le pool sait à qui il est",
	"base": "base", "payment id": "identifiant de paiement", "through": "par",
	"The address holds a standard address (the base) and a payment id, by which the receiver of many payments tells them apart. Exchanges hand out such addresses: they know whose id it is.": "L'adresse contient une adresse standard (la base) et un identifiant de paiement, par lequel qui reçoit beaucoup de paiements les distingue. Les plateformes d'échange donnent de telles adresses : elles savent à qui est l'identifiant.",
	"Many payment ids were seen on this base: it is an exchange's or another service's, not one person's.":                                                                                    "Beaucoup d'identifiants de paiement ont été vus sur cette base : c'est celle d'une plateforme ou d'un autre service, non d'une personne.",
	"Nobody is named whom the mining would pay.":             "Personne n'est nommé que ce minage paierait.",
	"Named, but not who is paid":                             "Nommés, mais non payés",
	"pays the operator":                                      "paie l'exploitant",
	"donation to the miner's developers":                     "don aux développeurs du mineur",
	"a template's placeholder":                               "un mot de modèle à remplacer",
	"an example":                                             "un exemple",
	"a rival's, not used here":                               "d'un rival, sans usage ici",
	"and %d more: the JSON report lists all of them":         "et %d de plus : le rapport JSON les donne tous",
	"and %s more places: the JSON report lists all of them":  "et %s endroits de plus : le rapport JSON les donne tous",
	"and %s more reasons: the JSON report lists all of them": "et %s raisons de plus : le rapport JSON les donne toutes",
	"and %s more: the list of the evidence names them":       "et %s de plus : la liste des éléments les nomme",
	"and %s more": "et %s de plus",
	"the donation address of the miner's developers, not the operator's": "l'adresse de don des développeurs du mineur, non celle de l'exploitant",
	"a template's placeholder: nobody is paid by it":                     "un mot de modèle à remplacer : il ne paie personne",
	"an example out of a help text or manual: nobody is paid by it":      "un exemple tiré d'une aide ou d'un manuel : il ne paie personne",
	"a rival's, named only to drive it away":                             "celle d'un rival, nommée seulement pour le chasser",
	"shaped like a wallet of %s; whether it is one could not be checked": "de la forme d'un portefeuille %s ; rien ne permet de vérifier que c'en est un",
	"its checksum fails, a character was changed":                        "sa somme de contrôle est fausse, un caractère a été changé",
	"characters are missing or too many":                                 "des caractères manquent ou sont en trop",
	"it has a character that such addresses do not have":                 "elle a un caractère que de telles adresses n'ont pas",
	"it belongs to no known network":                                     "elle n'appartient à aucun réseau connu",
	"its keys are not on the curve, nobody can be paid by it":            "ses clés ne sont pas sur la courbe, personne ne peut être payé par elle",
	"not a valid address of %s: %s":                                      "pas une adresse %s valable : %s",
	"standard address":                                                   "adresse standard", "integrated address": "adresse intégrée", "subaddress": "sous-adresse",
	"%s; well formed (%s), which does not say who holds it": "%s ; bien formée (%s), ce qui ne dit pas qui la détient",
	"keccak checksum, both keys on the curve":               "somme keccak juste, les deux clés sur la courbe",
	"keccak checksum": "somme keccak juste", "shape only": "forme seulement", "eip-55 capitals": "majuscules d'EIP-55", "cashaddr checksum": "somme cashaddr juste",
	"blake2b checksum": "somme blake2b juste", "bech32 checksum": "somme bech32 juste", "double sha-256 checksum": "double somme SHA-256 juste",

	// miners
	"%s, a miner by its arguments": "%s, un mineur d'après ses arguments", "a miner of no known family": "un mineur d'aucune famille connue",
	"program": "programme", "where": "où", "none named": "aucun nommé", "no port named": "aucun port nommé", "login": "identifiant", "note": "note", "worker": "poste", "password": "mot de passe",
	"algorithm": "algorithme", "algorithms": "algorithmes", "donates": "don", "owner": "propriétaire", "confidence": "confiance",
	"%d %% to the miner's developers":                               "%d %% aux développeurs du mineur",
	"told about another machine: it does not count for the verdict": "dit d'une autre machine : ne compte pas pour le verdict",
	"a command line": "une ligne de commande", "a configuration file": "un fichier de configuration", "a configuration inside another file": "une configuration dans un autre fichier",
	"environment variables": "des variables d'environnement", "the output of a miner": "la sortie d'un mineur", "network traffic": "du trafic réseau", "a running process": "un processus en cours",

	// findings
	"Search the findings": "Chercher dans les constats", "Severity": "Gravité", "Technique": "Technique", "Text": "Texte", "all": "tout", "Unfold all shown": "Tout déplier", "Fold all": "Tout replier",
	"Shown: {shown} of {matching} that fit, {total} in all": "Affichés : {shown} sur {matching} qui conviennent, {total} en tout",
	"holds": "tient", "does not hold, or speaks against it": "ne tient pas, ou parle contre", "marked": "marqués", "the bytes it rests on": "les octets sur lesquels il repose",
	"about": "sujet", "rule": "règle", "when": "quand", "not seen": "non vu", "holds:": "tient :", "does not hold:": "ne tient pas :", "the beginning is shown": "le début est montré",
	"shown above": "montré plus haut", "bytes": "octets", "byte": "octet",
	"%s to %s": "%s à %s",
	"%s of %s are shown. The others are in this file as well, packed; they need JavaScript to be shown. The JSON report lists all of them.": "%s sur %s sont montrés. Les autres sont aussi dans ce fichier, compressés ; il faut JavaScript pour les montrer. Le rapport JSON les donne tous.",
	"Show more": "Montrer plus", "Show {n} more": "Montrer {n} de plus", "%s are not shown": "%s ne sont pas montrés", "{n} are not shown": "{n} ne sont pas montrés",
	"file": "fichier", "process": "processus", "connection": "connexion", "account": "compte", "unit": "unité", "task": "tâche", "service": "service", "registry value": "valeur du registre", "key": "clé",
	"host": "machine", "container": "conteneur", "firewall": "pare-feu",
	"place not known": "lieu inconnu",

	// layers, indicators
	"What lay in what, and how it was decoded: anyone can do it again.": "Ce qui se trouvait dans quoi, et comment cela a été décodé : chacun peut le refaire.",
	"at byte %s": "à l'octet %s", "finding": "constat", "findings": "constats",
	"indicator was seen on the machine and is named in a report of others.":    "indicateur a été vu sur la machine et est nommé dans un rapport de tiers.",
	"indicators were seen on the machine and are named in a report of others.": "indicateurs ont été vus sur la machine et sont nommés dans un rapport de tiers.",
	"Addresses are shown defanged, so that nothing follows them by accident.":  "Les adresses sont montrées désarmées, pour que rien ne les suive par accident.",
	"Search the indicators": "Chercher dans les indicateurs", "Type": "Type", "Value": "Valeur", "Used as": "Emploi", "Seen": "Vu",
	"Copy": "Copier", "Copy defanged": "Copier désarmé", "Copy all that fit": "Copier tous ceux qui conviennent", "Copy all that fit, defanged": "Copier tous ceux qui conviennent, désarmés",
	"All of them as CSV": "Tous en CSV", "also in a report of others": "aussi dans un rapport de tiers", "more place": "autre endroit", "more places": "autres endroits",
	"mention": "mention", "payee": "bénéficiaire", "download": "téléchargement", "donation": "don", "decoy": "leurre", "example": "exemple",
	"wallet": "portefeuille", "endpoint": "hôte et port", "domain": "domaine", "IP address": "adresse IP", "path": "chemin", "e-mail address": "adresse électronique", "user agent": "agent utilisateur", "certificate": "certificat",

	// reports of others
	"What others wrote about other machines. It is no part of the verdict.": "Ce que d'autres ont écrit sur d'autres machines. Cela n'entre pas dans le verdict.",
	"published": "publié", "Indicators it names": "Indicateurs qu'il nomme", "also on the machine": "aussi sur la machine",
	"of its indicators was seen on the machine": "de ses indicateurs a été vu sur la machine", "of its indicators were seen on the machine": "de ses indicateurs ont été vus sur la machine",
	"Actors": "Acteurs", "Tools": "Outils", "Firms": "Entreprises", "Persons": "Personnes", "Places": "Lieux", "Technologies": "Technologies", "Techniques": "Techniques", "Vulnerabilities": "Vulnérabilités", "Dates": "Dates",
	"English": "anglais", "French": "français",

	// timeline, coverage, evidence
	"Time": "Heure", "Event": "Événement", "Where": "Où",
	"Everything that was collected was read, and nothing was dropped.":                           "Tout ce qui a été recueilli a été lu, et rien n'a été laissé de côté.",
	"All that was to be read was read. What follows was left out by rule or dropped by a limit.": "Tout ce qui devait l'être a été lu. Ce qui suit a été écarté par règle ou par une limite.",
	"Some evidence could not be read. The verdict does not speak of it.":                         "Certains éléments n'ont pas pu être lus. Le verdict n'en parle pas.",
	"Damaged": "Endommagé", "These places could not be read; what else the evidence holds was.": "Ces endroits n'ont pas pu être lus ; le reste de l'élément l'a été.",
	"Unreadable": "Illisible", "These could not be opened.": "Ceux-ci n'ont pas pu être ouverts.",
	"Left out": "Écarté", "By rule, these are not read.": "Par règle, ceux-ci ne sont pas lus.",
	"Forgotten": "Oublié", "A limit made the examination drop these.": "Une limite a fait abandonner ceci.",
	"Every file and every layer that was examined, with the hash by which anyone can tell that theirs is the same.": "Chaque fichier et chaque couche examinés, avec l'empreinte par laquelle chacun peut vérifier que le sien est le même.",
	"Name": "Nom", "Kind": "Genre", "Size": "Taille", "Role": "Rôle", "not read to its end: no hash": "pas lu jusqu'au bout : pas d'empreinte",
	"observed": "observé", "reported": "rapporté",
	"%d kB": "%d ko", "%d MB": "%d Mo", "%d GB": "%d Go",

	// how to read it
	"Every statement of this report leads back to a place in the evidence. A finding unfolds to its reasons, and a reason to the bytes it rests on.": "Chaque affirmation de ce rapport renvoie à un endroit des éléments examinés. Un constat se déplie en ses raisons, et une raison en les octets sur lesquels elle repose.",
	"How sure it is that something mines": "Certitude du minage", "Whether the owner agreed": "Accord du propriétaire", "Confidence": "Confiance", "Roles": "Rôles",
	"taken from the machine in question": "pris sur la machine en question", "prose about other machines, never part of the verdict": "texte sur d'autres machines, jamais part du verdict",
	"the owner's word, given apart from the evidence": "la parole du propriétaire, donnée à part des éléments",
	"About this report": "À propos de ce rapport", "made by": "fait par", "schema": "schéma",
	"Recipients may share it on a need-to-know basis within their organisation and with its clients.": "Les destinataires peuvent le partager, si nécessaire, dans leur organisation et avec ses clients.",
	"Recipients may share it on a need-to-know basis within their organisation only.":                 "Les destinataires peuvent le partager, si nécessaire, dans leur organisation seulement.",
	"Recipients may share it with the world.":                                                         "Les destinataires peuvent le partager sans limite.",
	"Recipients may share it within their community, not in public.":                                  "Les destinataires peuvent le partager dans leur communauté, non en public.",
	"For the eyes of the individual recipients only.":                                                 "Pour les seuls destinataires, personnellement.",
	"Nobody chose this marking: it is what a report has that nobody marked.":                          "Personne n'a choisi ce marquage : c'est celui d'un rapport que personne n'a marqué.",
	"Copied": "Copié", "Could not be copied": "La copie n'a pas pu se faire",
	"This browser cannot unpack the rest; the JSON report has it.": "Ce navigateur ne sait pas décompresser le reste ; le rapport JSON le contient.",

	// the text report
	" over TLS": " par TLS", "%d other kinds": "%d autres genres", "%s, in %s": "%s, dans %s", "in %s": "en %s",
	"+ holds, - does not hold or speaks against it. Places are file:line, or file@byte where there are no lines.": "+ tient, - ne tient pas ou parle contre. Les lieux sont fichier:ligne, ou fichier@octet là où il n'y a pas de lignes.",
	"; of these, %d of reports on other machines, which do not count":                                             " ; dont %d de rapports sur d'autres machines, qui ne comptent pas",
	"The findings below are told without their reasons; --format json has them.":                                  "Les constats ci-dessous sont donnés sans leurs raisons ; --format json les contient.",
	"Evidence named above": "Éléments nommés plus haut", "Not read": "Non lu", "not all of it could be read: see NOT READ below": "tout n'a pas pu être lu : voir NON LU plus bas",
	"Reports of others (%d): these do not count for the verdict": "Rapports de tiers (%d) : ils ne comptent pas pour le verdict",
	"Dutch": "néerlandais", "German": "allemand", "Italian": "italien", "Portuguese": "portugais", "Spanish": "espagnol",
	"a collector that lays out drives": "un collecteur rangé par lecteurs", "as the collections name them": "comme les collectes les nomment", "collected by %s": "recueilli par %s",
	"what the collector wrote": "ce que le collecteur a écrit", "machine": "machine", "machines": "machines",
	"actors": "acteurs", "tools": "outils", "technology": "technologie", "firms": "entreprises", "places": "lieux", "persons": "personnes", "techniques": "techniques", "dates": "dates",
	"and %d more %s: --format json lists all of them": "et %d %s de plus : --format json les donne tous", "and more reasons: --format json lists all of them": "et d'autres raisons : --format json les donne toutes",
	"and %d more that were seen here": "et %d de plus vus ici", "and at %d more places": "et à %d autres endroits", "and for %d more reasons": "et pour %d autres raisons",
	"at": "lieu", "authorization": "autorisation", "because": "parce que", "examined": "examiné", "damaged": "endommagé", "forgotten": "oublié", "left out": "écarté", "unreadable": "illisible",
	"events": "événements", "indicators": "indicateurs", "of type": "de type", "payees": "bénéficiaires", "such names": "noms", "report": "rapport", "reports of others": "rapports de tiers", "seen here": "vu ici",
	"notes of what was forgotten": "mentions d'oublis", "places that could not be read": "endroits illisibles", "pieces of evidence that were not read": "éléments non lus",
}
