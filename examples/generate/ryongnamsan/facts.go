package main

import "time"

// The published facts, and nothing else. Each line names who published it; a
// value that nobody published has no place here, however likely it may be.
//
// Sources: the rule nkminer_monero of the report's author (AlienVault Labs,
// January 2018), the rule NK_Miner_Malware_Jan18_1 (Florian Roth, 9 January
// 2018), and the press of that week for the password and the day of compilation.

// installer is what is known of the installer.
var installer = sample{
	// "Compiled on Christmas Eve 2017": the day was published, the time of day
	// was not. Midnight stands for the day.
	Compiled: time.Date(2017, time.December, 24, 0, 0, 0, 0, time.UTC),
	// Whether it is the module's identity or that of a type library is not
	// known; the rule looks for it as text, so it stands here as text.
	GUID: "82e999fb-a6e0-4094-aa1f-1a306069d1a5",
	// User strings in the order in which a program would join them. That the
	// arguments were like those of XMRig was published, their exact wording
	// was not: the three options are XMRig's own names for a pool, a user and
	// a password. No port was published, so none is here.
	User: []string{
		`C:\SoftwaresInstall\soft`,
		`C:\Windows\Sys64\updater.exe`,
		`C:\Windows\Sys64\intelservice.exe`,
		`-o `,
		`barjuok.ryongnamsan.edu.kp`,
		` -u `,
		`4JUdGzvrMFDWrUUwY3toJATSeNwjn54LkCnKBPRzDuhzi5vSepHfUckJNxRL2gjkNrSqtCoRUrEDAgRwsQvVCjZbRy5YeFCqgoUMnzumvS`,
		` -p `,
		`KJU`,
	},
}

// related is what is told of related samples. It may only share code with the
// installer: to put both into one file would make up the link that decides who
// is behind it.
var related = sample{
	User: []string{
		`C:\NewDirectory`,
		`C:\NewDirectory2\info2`,
		`Le fichier Hello txt n'existe pas`,
		`The number of processors on this computer is {0}.`,
	},
	// Only the folder was published, not the name of the file in it.
	BuildPath: `C:\Users\Jawhar\documents\`,
}
