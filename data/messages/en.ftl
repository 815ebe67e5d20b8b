# What the program says, in English. Every key stands in vi.ftl too; a test holds them against each other.

verdict-duplicate = DUPLICATE
verdict-incomplete = NOT ENOUGH TO JUDGE
verdict-wait = WAIT
verdict-conditional = ON CONDITIONS
verdict-clear = CLEAR

verdict-line-duplicate = A shared platform already does this. Do not spend money on it.
verdict-line-incomplete = Too little is said to judge. Complete the file.
verdict-line-wait = A shared platform that will do this is being built. Wait and coordinate.
verdict-line-conditional = May go on only on the conditions below.
verdict-line-clear = No shared platform in the catalogue does this for these people in this place.

severity-block = blocks
severity-review = review
severity-note = note

status-operational = in operation
status-building = being built
status-planned = planned
status-retired = retired
status-unknown = state not documented

relation-duplicate = duplicate
relation-overlap = overlap
relation-related = related

outcome-same = same
outcome-possible = possible

kind-proposal = proposal
kind-system = system
kind-platform = platform

column-proposed = Proposed function
column-provided = Exists already as
column-strength = Strength
column-id = Id
column-name = Name
column-owner = Owner
column-status = State
column-functions = Functions

label-next = What to do
label-residual = May still be bought
label-residual-none = Nothing distinctive is left to buy.
label-generic = Not counted, nearly every system has it
label-law = Law
label-remedy = To do
label-related = Similar, not cited by a rule
label-place = In
label-owner = Owner
label-money = Asked for
label-avoidable = of which avoidable, estimated by function weight
label-inferred = inferred
label-summary = { $records ->
    [one] 1 record
   *[other] { $records } records
  }
label-errors = { $errors ->
    [one] 1 input error: this run is not a pass
   *[other] { $errors } input errors: this run is not a pass
  }
label-access = Accounts
label-sources = Sources
label-territory = Territory
label-levels = Levels
label-sectors = Fields
label-users = Users
label-type = Type
label-list = List
label-aliases = Also called
label-notes = Notes
label-available = Expected
label-no-match = No platform in the catalogue matches “{ $query }”.
label-no-platform = There is no platform “{ $id }” in the catalogue.
label-did-you-mean = Did you mean “{ $suggestion }”?
label-due = , due { $date }
label-overdue = , was due { $date }: overdue, ask its owner
label-catalogue-count = { $count ->
    [one] 1 platform
   *[other] { $count } platforms
  }

dimension-territory = territory
dimension-levels = level
dimension-sectors = field
dimension-users = users
level-central = centre
level-province = province
level-commune = commune
user-officials = officials
user-citizens = citizens
user-businesses = businesses
word-unknown = unknown
word-all = all

reason-shared = both: { $words }
reason-near = near: { $pairs }
reason-first = only proposed: { $words }
reason-second = only platform: { $words }

problem-yaml = This is not valid YAML: { $detail }
problem-tag = A YAML tag (`!…`) is not allowed here
problem-tag-help = Write the plain value
problem-anchor = A YAML anchor (`&…`) is not allowed here
problem-anchor-help = Write the value out each time
problem-alias = A YAML alias (`*…`) is not allowed here
problem-alias-help = Write the value out each time
problem-merge-key = A merge key (`<<`) is not allowed here
problem-merge-key-help = Write the entries out
problem-duplicate-key = The key `{ $key }` stands here for the second time; the first is in line { $line }
problem-duplicate-key-help = Keep one of them
problem-key-not-text = A key must be a plain word
problem-too-deep = Nested deeper than { $limit } levels
problem-too-many-nodes = More than { $limit } values in one document
problem-hidden-character = The text contains a character that cannot be seen ({ $character })
problem-hidden-character-help = Delete it, or type the text again
problem-missing-key = The key `{ $key }` is missing or empty
problem-unknown-key = There is no key `{ $found }` here
problem-unknown-key-help = Known keys: { $allowed }
problem-unknown-value = `{ $found }` is not a known { $what }
problem-unknown-value-help = Known values: { $allowed }
problem-unknown-territory = `{ $found }` is not in the table of administrative units
problem-unknown-territory-help = Write a path such as `vn/nghe-an/nghi-loc`
problem-wrong-type = Expected a { $expected }, found `{ $found }`
problem-empty-value = Expected a { $expected }, found nothing
problem-bad-language = `{ $found }` is not a language tag of two letters
problem-bad-language-help = Write `vi`, `en` or `ar`
problem-bad-number = `{ $found }` is not a whole number from { $low } to { $high }
problem-bad-number-help = Write digits only
problem-bad-date = `{ $found }` is not a date
problem-bad-date-help = Write YYYY-MM or YYYY-MM-DD
problem-bad-id = `{ $found }` is not an id
problem-bad-id-help = Use lower-case letters a–z, digits and hyphens
problem-bad-currency = `{ $found }` is not a currency code
problem-bad-currency-help = Write three capital letters, such as VND
problem-bad-share = `{ $found }` is not a share between 0 and 1
problem-dates-reversed = It ends ({ $to }) before it begins ({ $from })
problem-no-functions = The list of functions is empty: there is nothing to judge
problem-no-functions-help = State each thing that the software does, one a line
problem-too-many-functions = { $found } functions; the most is { $limit }
problem-too-long = { $length } characters; the most is { $limit }
problem-duplicate-id = The id `{ $found }` is used already in { $file }, line { $line }
problem-duplicate-id-help = Give each record its own id
problem-no-documents = The file holds no record
problem-no-files = There is no YAML file in this folder
problem-one-document = Only one document is expected in this file
problem-unreadable = It cannot be read: { $detail }
problem-too-large = The file is larger than { $limit } MiB
problem-not-utf8 = The file is not UTF-8 (line { $line })
problem-not-utf8-help = Save it as UTF-8
problem-not-to-check = A { $kind } cannot be checked here; `check` takes proposals and systems
problem-not-a-platform = A { $kind } does not belong into a catalogue
problem-help-suggestion = Did you mean `{ $suggestion }`?
expected-text = text
expected-list = list
expected-mapping = mapping
