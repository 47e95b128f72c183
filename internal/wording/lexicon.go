package wording

import (
	"bufio"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"
)

// class is a set of the lists in which a word stands.
type class uint64

const (
	action class = 1 << iota
	service
	generic
	kin
	relative
	marker
	strongMarker
	honorific
	people
	familiar
	agent
	orgSuffix
	orgName
	place
	town
	division
	street
	landmark
	resident
	work
	opinion
	qualitySubject
	quality
	degree
	illness
	programme
	weakProgramme
	care
	intimate
	delicate
	marriage
	marriagePublic
	story
	storyWeak
	brand
)

// sections says which class the words of a section have. They are what a text is cut into; a word of one character is
// read as a word only where single says so.
var sections = map[string]struct {
	class  class
	single bool
}{
	"actions": {class: action}, "services": {class: service}, "generic": {class: generic},
	"kinship": {class: kin}, "kinship_allowed": {class: service}, "relatives": {class: relative},
	"markers": {class: marker, single: true}, "strong_markers": {class: marker | strongMarker, single: true},
	"honorifics": {class: honorific}, "people": {class: people}, "familiar": {class: people | familiar}, "agents": {class: agent},
	"organisation_suffixes": {class: orgSuffix}, "organisations": {class: orgName}, "brands": {class: brand}, "organisation_allowed": {class: service},
	"places": {class: place}, "towns": {class: place | town}, "divisions": {class: division, single: true}, "streets": {class: street}, "landmarks": {class: landmark},
	"resident": {class: resident}, "works": {class: work},
	"own_affairs": {class: service}, "firm_affairs": {class: service}, "home_affairs": {class: service},
	"opinions": {class: opinion}, "outcomes": {class: opinion}, "opinion_allowed": {class: service}, "final_outcomes": {},
	"quality_subjects": {class: qualitySubject}, "qualities": {class: quality, single: true}, "degrees": {class: degree, single: true},
	"illnesses": {class: illness, single: true}, "programmes": {class: programme}, "weak_programmes": {class: weakProgramme}, "care": {class: care},
	"intimate": {class: intimate}, "intimate_allowed": {class: service}, "delicate": {class: delicate},
	"marriages": {class: marriage}, "marriage_public": {class: marriagePublic, single: true},
	"story": {class: story, single: true}, "story_weak": {class: storyWeak, single: true}, "story_allowed": {class: service},
}

// listNames are the sections that are looked up by hand and never cut a text.
var listNames = []string{
	"clear", "ambiguous", "compound", "names", "shared", "seldom", // surnames.txt, given.txt
	"short_honorifics", "firm_ranks", "person_ends", "name_ends", "plain_markers", "short_actions", // people.txt
	"own", "own_matters", "nickname_ends", "sounds", "kin_owners", "kin_characters", "kin_ranks", "kin_ranked",
	"weak_suffixes", "sacred", "blank_suffixes", "lettered", "owners", "only_ones", "trades", "businesses", "firm_characters", // organisations.txt
	"housing", "estates", "street_ends", "home_ends", "town_ends", "doors", "sure_doors", "not_doors", "memorials", "place_tails", // places.txt
	"sure_degrees", "results", "final_tests", "tests", // opinion.txt
	"illness_ends", "body", "ailments", "suffering", "grave", "personal", "stigma", // private.txt
	"asking", "directing", "going", "told", "particles", "amount_units", "counted", // verbose.txt
	"hotlines", "contact_words", "tails", "file_marks", // contact.txt
	"by_private", "first", "last", "abbreviations", "verbs", "light", "trailing", "spared", "roles", "rendered", // suggestions.txt
	"said_nothing", "police", "questions", "completed", "official",
}

type lexicon struct {
	maxCharacters int
	words         map[string]class
	longest       map[rune]int // characters of the longest word that begins with the rune
	lists         map[string][]string
	surnames      map[string]float64 // weight as evidence of a name
	given         map[rune]float64
	sections      map[string][]string // by word, the sections it stands in that are looked up by hand
	rewrites      map[string][]rewrite
}

// rewrite proposes a wording for texts that have all the pieces.
type rewrite struct {
	pieces  []string
	wording string
}

func loadLexicon(fsys fs.FS) (*lexicon, error) {
	lex := &lexicon{words: map[string]class{}, longest: map[rune]int{}, lists: map[string][]string{}}
	names, err := fs.Glob(fsys, "*.txt")
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		if err := lex.readFile(fsys, name); err != nil {
			return nil, err
		}
	}
	return lex, lex.build()
}

// readFile reads one word list: [section] lines, words between white space, # to the end of the line is a comment.
func (l *lexicon) readFile(fsys fs.FS, name string) error {
	f, err := fsys.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	section, line := "", 0
	sc := bufio.NewScanner(f)
	for sc.Scan() {
		line++
		text, _, _ := strings.Cut(sc.Text(), "#")
		text = strings.TrimSpace(text)
		switch {
		case text == "":
		case text[0] == '[':
			section = strings.Trim(text, "[]")
			if _, twice := l.lists[section]; twice || !known(section) {
				return fmt.Errorf("%s:%d: section %q is unknown or stands twice", name, line, section)
			}
			l.lists[section] = nil
		case section == "":
			return fmt.Errorf("%s:%d: words before the first [section]", name, line)
		default:
			l.lists[section] = append(l.lists[section], strings.Fields(text)...)
		}
	}
	return sc.Err()
}

func known(section string) bool {
	_, ok := sections[section]
	return ok || slices.Contains(listNames, section)
}

// build makes the look-up tables once every file is read.
func (l *lexicon) build() error {
	for _, name := range slices.Concat(slices.Sorted(maps.Keys(sections)), listNames) {
		if len(l.lists[name]) == 0 {
			return fmt.Errorf("section %q is missing or empty", name)
		}
	}
	for name, s := range sections {
		for _, w := range l.lists[name] {
			l.addWord(w, s.class, s.single)
		}
	}
	l.markProgrammes()
	l.buildNames()
	l.sections = map[string][]string{}
	for _, name := range append([]string{"landmarks", "final_outcomes", "own_affairs", "firm_affairs", "home_affairs"}, listNames...) {
		for _, w := range l.lists[name] {
			l.sections[w] = append(l.sections[w], name)
		}
	}
	return l.buildRewrites()
}

// has tells whether a word stands in a section that is looked up by hand.
func (l *lexicon) has(section, word string) bool { return slices.Contains(l.sections[word], section) }

func (l *lexicon) addWord(w string, c class, single bool) {
	n := utf8.RuneCountInString(w)
	if n == 1 && !single {
		return
	}
	l.words[w] |= c
	first, _ := utf8.DecodeRuneInString(w)
	l.longest[first] = max(l.longest[first], n)
}

// markProgrammes makes every official word that contains one of the programmes' words one of them: 疫苗接种 for 接种.
func (l *lexicon) markProgrammes() {
	for w, c := range l.words {
		if c&(service|action) == 0 || c&(illness|care) != 0 {
			continue
		}
		if containsAny(w, l.lists["programmes"]) {
			l.words[w] |= programme
		}
		if containsAny(w, l.lists["weak_programmes"]) {
			l.words[w] |= weakProgramme
		}
	}
}

// buildNames weighs surnames and the characters of given names as evidence that a person is named.
func (l *lexicon) buildNames() {
	l.surnames, l.given = map[string]float64{}, map[rune]float64{}
	for section, weight := range map[string]float64{"ambiguous": ambiguousWeight, "clear": clearWeight, "compound": compoundWeight} {
		for _, w := range l.lists[section] {
			l.surnames[w] = max(l.surnames[w], weight)
		}
	}
	for section, weight := range map[string]float64{"seldom": 0.25, "shared": 0.75, "names": 1.5} {
		for _, w := range l.lists[section] {
			c, _ := utf8.DecodeRuneInString(w)
			l.given[c] = max(l.given[c], weight)
		}
	}
}

func (l *lexicon) buildRewrites() error {
	l.rewrites = map[string][]rewrite{}
	for _, section := range []string{"by_private", "first", "last", "abbreviations", "verbs"} {
		for _, entry := range l.lists[section] {
			pieces, wording, ok := strings.Cut(entry, "=")
			if !ok || pieces == "" {
				return fmt.Errorf("section %q: %q is not pieces=wording", section, entry)
			}
			l.rewrites[section] = append(l.rewrites[section], rewrite{strings.Split(pieces, "+"), wording})
		}
	}
	return nil
}
