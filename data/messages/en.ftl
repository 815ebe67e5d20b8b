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
verdict-line-replaceable = A shared platform already does this. Plan to replace the system.
verdict-line-waived = May go on by the exceptions below, until they end.
verdict-line-noted = Platforms do some of this, but it does not count as a duplicate; see the notes.

state-met = Meets
state-not-met = Does not yet meet
state-not-enough-basis = Not enough basis to assess
state-not-applicable = Not applicable

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
kind-waiver = waiver

column-proposed = Proposed function
column-provided = Exists already as
column-strength = Strength
column-id = Id
column-name = Name
column-owner = Owner
column-status = State
column-functions = Functions
column-binds = Binds
column-in-force = In force

label-next = What to do
label-state = Result state
label-residual = May still be bought
label-residual-none = Nothing distinctive is left to buy.
label-leave-out = Leave out
label-connect = Use or connect to
label-rest = What is left, estimated by function weight
label-generic = Not counted, nearly every system has it
label-law = Law
label-says = It says
label-example = Example
label-kinds = Records
label-remedy = To do
label-waived = Exempted by { $decision } until { $deadline }, reviewed { $review }; answers for it: { $responsible }
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
label-skipped = { $count ->
    [one] 1 YAML file was not read, because it is hidden, ignored or a link; to have it read, name it:
   *[other] { $count } YAML files were not read, because they are hidden, ignored or links; to have them read, name them:
  }
label-written = Written: { $file }
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
label-no-rule = There is no rule “{ $code }”.
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
word-yes = yes
word-no = no
law-in-force = in force
law-not-in-force = not in force
grade-primary = text read
grade-secondary = known from other sources
grade-general-knowledge = general knowledge
note-former-unit = The territory “{ $former }” is now in { $today } ({ $path }).
word-and-more = { " " }and { $count } more

reason-shared = both: { $words }
reason-near = near: { $pairs }
reason-first = only proposed: { $words }
reason-second = only platform: { $words }
explain-functions = Functions and their weights (P: proposed, S: shared)
explain-pairs = Pairs that are the same or possibly so, each item with its weight and the nearest item of the other side
explain-cuts = same from { $same } on, possible from { $possible } on (counts { $counts })
explain-plain = as the phrases stand: { $plain }
explain-action = action
explain-topic = topic
explain-circumstance = circumstance
explain-shares = Shares: the sum of weight × what it counts, over all weight
explain-coverage = share of the proposal that the platform provides
explain-reimplementation = share of the platform that the proposal builds again
explain-purpose = likeness of name and objective
explain-score = score for the order (0.65 provided + 0.15 built again + 0.2 purpose)
explain-nothing = no two functions are alike
explain-sure = distinctive functions that are surely the same: { $same }; stated by a source: { $stated }
explain-if-duplicate = duplicate if provided ≥ { $duplicate }; or built again ≥ { $reimplementation } with ≥ { $rebuilt } functions; or purpose ≥ { $purpose } with ≥ { $functions } functions and provided ≥ { $duplicatepurpose }
explain-if-overlap = overlap if provided ≥ { $overlap }; or ≥ { $rebuilt } functions; or the same purpose and provided ≥ { $overlappurpose }
explain-scope = The platform's scope against the scope that is needed
explain-outside = not served
explain-rules = Rules, in the order in which they are tried
explain-not-for-record = not for such a record, owner or day
explain-fails = { $key } asks for { $wanted }, found { $found }
explain-out-of-scope = the platform is outside the scope
explain-no-rule = → no rule applies

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
problem-too-deep-help = Write it flatter, or read it with `--limit depth=NUMBER`
problem-too-many-nodes = More than { $limit } values in one document
problem-too-many-nodes-help = Split it, or read it with `--limit values=NUMBER`
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
problem-unknown-concept = `{ $found }` is not in the vocabulary
problem-unknown-placeholder = A message of this rule has nothing to put in for `{"{"}{ $found }{"}"}`
problem-unknown-placeholder-help = Known here: { $allowed }
problem-missing-language = The wording in `{ $language }` is missing
problem-bad-code = `{ $found }` is not the code of a rule
problem-bad-code-help = Write a capital letter and three digits, such as D101
problem-review-after-deadline = The review ({ $review }) comes after the deadline ({ $deadline })
problem-waiver-without-record = The exception is for the record `{ $found }`, which is not in this run
problem-waiver-without-record-help = Check it together with the record that it names, or take it away
problem-waiver-without-rule = There is no rule `{ $found }` to make an exception from
problem-waiver-without-rule-help = Write the code of a rule, such as D102
problem-dates-reversed = It ends ({ $to }) before it begins ({ $from })
problem-no-functions = The list of functions is empty: there is nothing to judge
problem-no-functions-help = State each thing that the software does, one a line
problem-too-many-functions = { $found } functions; the most is { $limit }
problem-too-many-functions-help = Join what is one function, or read it with `--limit functions=NUMBER`
problem-too-long = { $length } characters; the most is { $limit }
problem-too-long-help = Say it shorter, or read it with `--limit phrase=NUMBER` or, for a free text, `--limit text=NUMBER`
problem-duplicate-id = The id `{ $found }` is used already in { $file }, line { $line }
problem-duplicate-id-help = Give each record its own id
problem-no-documents = The file holds no record
problem-no-files = There is no YAML file in this folder
problem-one-document = Only one document is expected in this file
problem-unreadable = It cannot be read: { $detail }
problem-too-large = The file is larger than { $limit }
problem-too-large-help = Split it, or read it with `--limit bytes=NUMBER`
problem-too-many-documents = More than { $limit } documents in one file
problem-too-many-documents-help = Split it, or read it with `--limit documents=NUMBER`
problem-too-many-records = More than { $limit } records in one run; this one and what follows were not read
problem-too-many-records-help = Run it in parts, or with `--limit records=NUMBER`
problem-too-many-keys = More than { $limit } entries in one mapping
problem-more-problems = More than { $limit } mistakes: the rest is not said, and what follows was not read
problem-not-utf8 = The file is not UTF-8 (line { $line })
problem-not-utf8-help = Save it as UTF-8
problem-not-to-check = A { $kind } cannot be checked here; `check` takes proposals and systems
problem-not-a-platform = A { $kind } does not belong into a catalogue
problem-not-a-waiver = Only waivers belong here, not a { $kind }
problem-help-suggestion = Did you mean `{ $suggestion }`?
expected-text = text
expected-list = list
expected-mapping = mapping


scope-covered = within
scope-partly = partly within
scope-outside = outside
scope-unknown = not stated

column-verdict = Verdict
column-coverage = Exists already
column-avoidable = Avoidable (estimate)
column-rules = Rules
column-currency = Currency
column-records = Records
column-relation = Relation
column-rebuilt = Built again
column-reasons = Why
column-adds = Adds
column-kind = Kind

page-title = Check against shared platforms
page-skip = Go to the list of records
page-as-of = rules in force on
page-overview = Overview
page-money = Money asked for, by currency
page-avoidable-note = Avoidable is an estimate: the amount times the share of functions that exists already. Records without objection are not counted.
page-list = Records
page-list-caption = One record a line; the name leads to its part of the page
page-filter = Find
page-shown = { "{shown}" } of { "{all}" } records
page-reading = How to read the tables
page-nothing = No record matches.
page-findings = Rules that apply
page-platforms = Platforms compared
page-compared = Platforms compared, for whom and where
page-compared-note = The first line is what the record needs; a cell that says no more is one where the platform serves all of it.
page-functions = Function by function: where it exists, how much alike
page-functions-note = Numbers in column [n]: similarity to the nearest function of platform [n]. ~ possible, a person must look; * no source states the platform’s function; – nothing alike. In italics: nearly every system has it.
page-provided = Exists as, and why it counts as the same
page-waterfall-note = How the share of platform [n] comes about, function by function. Dark: what is added; pale: what could be added by weight. A possible match adds a part of it.
page-documents = Documents and sources cited
page-scope = For whom and where
page-needed = Needed
page-back = Back to the list
page-evidence = Percentages are evidence for a person; no law fixes a threshold. This is not legal advice.

column-state = Official state
column-platforms = Platforms
column-file = File
column-line = Line
column-column = Column
column-rule = Rule
column-effect = Effect
column-title = Rule in words
column-found = Found
column-similarity = Similarity
column-errors = Input errors

note-body = APPRAISING BODY
note-number = No.: ……/PTĐ-……
note-nation = SOCIALIST REPUBLIC OF VIET NAM
note-motto = Independence - Freedom - Happiness
note-place-date = ……………, day …… month …… year { $year }
note-title = APPRAISAL NOTE
note-about = On duplication with shared digital platforms: “{ $name }”
note-facts = The proposal
note-day = Rules in force on
note-result = Result of the appraisal
note-tool-verdict = Verdict of the comparison
note-no-findings = No rule applies: no shared platform of the catalogue does this for these people in this place.
note-functions = Functions compared
note-coverage = Share of the distinctive functions that the nearest platform provides
note-order = No.
note-decisions = Decision table
note-decisions-source = Draft architecture guide of the Ministry of Science and Technology (13 September 2026), table of decision questions (R-20). The comparison ticks what it shows; the appraiser decides.
note-case = Situation
note-handling = What to do
note-shown = Shown
note-appraiser = Appraiser
note-remaining = What may still be invested in
note-all-remains = Nothing in the catalogue stands against the proposed functions.
note-opinion = Opinion of the appraising body
note-evidence = The result states follow the draft guide (R-24). They are neither a score nor a certificate; percentages are evidence for the appraiser, and no document fixes a threshold.
note-recipients = Recipients:
note-archive = - Archive.
note-signer = APPRAISER
note-signer-how = (signature, full name)
note-head = HEAD OF THE BODY
note-head-how = (signature, seal, full name)

decision-meets = A shared component meets the need, or can be configured or extended to meet it
decision-meets-do = Use, configure or extend it; do not build the repeated part
decision-otherwise = The shared component does not meet the need yet, or information is missing
decision-otherwise-do = Assess upgrading it, the missing functions or a reasoned need of one’s own; ask the platform’s owner for what is missing
decision-interface = Only the interface or some rules differ
decision-interface-do = Configure; use the shared API
decision-separate = Law, secrecy, performance or governance asks for separation
decision-separate-do = A separate module, with reasons
decision-several = Several similar systems with repeated data and high cost
decision-several-do = A plan for merging them: data, functions to keep, cost, risk of the transition; never merging only to lower a count
weight-broken = broken
weight-guessed = guessed
weight-dropped = dropped
weight-missing = missing
label-imported = { $count ->
    [one] 1 record
   *[other] { $count } records
  }
label-row = row { $row }
label-and-more = … and { $count } more, rows { $rows }
import-unreadable = It cannot be read: { $detail }
import-empty = There is nothing in it
import-no-form = This is none of the forms that can be imported
import-encoding = No mark tells the encoding; the letters say { $value }
import-beyond-columns = “{ $found }” stands too far to the right to be read
import-cell-error = The cell holds the error { $found }
import-tcvn3-font = “{ $found }” is text in a TCVN3 font, read as “{ $value }”
import-no-sheet = There is no sheet “{ $found }”; there are: { $allowed }
import-no-table = No table of software is recognised on this sheet; it is left out
import-no-heads = No row with heads such as “Tên phần mềm”, “Chức năng” is found; name the columns with --map
import-head = The head “{ $found }” is taken for { $value }
import-column = The column “{ $found }” has no field; its values stay as comments
import-columns = No column for: { $value }
import-total-row = A row of totals is left out: { $found }
import-section = A row that only heads others is left out: “{ $found }”
import-section-owner = “{ $found }” heads the rows below; it is taken for their owner
import-no-name = There is no name, so no record: { $found }
import-no-head = “{ $found }” stands below no head; it stays as a comment
import-continued = The row has no name; it is read as more of “{ $value }”
import-continued-cell = “{ $found }” is a second value of one record; it stays as a comment
import-unread = “{ $found }” cannot be read as { $field }; it stays as a comment
import-not-of-kind = A { $kind } has no { $field }: “{ $found }” stays as a comment
import-objective-long = The objective is long; it is taken for the summary
import-read-as = “{ $found }” is read as { $value }
import-too-long = “{ $found }” is too long for { $field }; it stays as a comment
import-too-many = More than { $limit } functions; “{ $found }” stays as a comment
import-money-no-unit = No unit of money is named; “{ $found }” is read as { $value } đồng
import-level-of-owner = By its name, “{ $found }” is a body of the level { $value }
import-territory-of-owner = By its name, “{ $found }” is in { $value }
import-functions-from-name = No functions are stated; the name “{ $found }” stands for them, as inferred
import-functions-from-objective = No functions are stated; the description stands for them, as inferred
import-functions-from-description = No functions are stated; the lines of the description stand for them, as inferred
import-features-paired = Feature lists of one length are read as one list in: { $value }
import-owner-from = The owner “{ $found }” is taken from { $value }
import-keys = These keys have no field; they stay as comments: { $value }
import-ids = { $count } ids are made from names
import-id = The id “{ $found }” is written { $value }
import-same-name = Another record is called so too; this one's id is { $value }
import-key-refused = { $field } is left as a comment: { $reason }
import-refused = No record ({ $field }): { $reason }
import-cleaned = Read without it: { $reason }
import-not-yaml = This is not valid YAML here, so no record: { $reason }
import-form-wins = { $field } is “{ $found }” on the official sheet; what the added sheet says is left
import-sheet-rows = Rows of { $value } have no field; they stay as comments
import-no-object = “{ $found }” is no code of DM_DOITUONG; the row is left out
import-no-key = { $found }: this form has no place for: { $value }
import-keys-required = { $found }: the standard also requires, and the record does not say: { $value }
label-exported = { $count ->
    [one] 1 record written
   *[other] { $count } records written
  }

care-error = error
care-look = look at
care-summary = { $count } platforms: { $errors } errors, { $looks } to look at
care-version = Catalogue of { $version }
care-same = The catalogues say the same
care-verdicts-same = { $count ->
    [one] The verdict of 1 record stays
   *[other] The verdicts of { $count } records stay
  }
care-platforms = Platforms
care-functions = { $count } ({ $stated } stated, { $inferred } inferred), { $inherited } more from reference models
care-by-functions = { $stated } with a stated function, { $inferred } with inferred ones only, { $none } with none
care-sources-year = Sources by year
care-sources-grade = Sources by grade
care-unknown-source = The source “{ $found }” is described nowhere.
care-no-source = { $count } functions are called stated and name no source
care-old-status = The newest document that states its state is of { $date }
care-status-no-source = No source is named for its state “{ $value }”
care-overdue = It was due { $date }; ask its owner
care-operational-later = It is called operational but is to be available only { $date }
care-unknown-id = A relation names “{ $found }”, which is no platform here.
care-no-functions = It has no functions, so nothing matches it
care-generic = “{ $found }” names nothing particular, so it matches nothing
care-file-name = Its file is called otherwise: { $file }
care-same-number = { $other } has the same place in the list: { $value }
care-overlap = { $other } does { $value } of it too, for the same people ({ $rule })

audit-title = Audit of existing systems
audit-systems = { $systems ->
    [one] 1 system
   *[other] { $systems } systems
  }
audit-units-count = { $units ->
    [one] 1 unit
   *[other] { $units } units
  }
advice-replace = replace
advice-merge = merge
advice-review = look at
advice-keep = keep
audit-unsaid = (not stated)
audit-money = { $systems } systems state a yearly cost, { $cost } in all, of which { $saved } could be saved (estimate by function weight)
audit-groups-found = { $groups ->
    [one] 1 group of systems that do the same
   *[other] { $groups } groups of systems that do the same
  }
audit-split-found = { $groups ->
    [one] in 1 of them many units pay for the same
   *[other] in { $groups } of them many units pay for the same
  }
audit-top = What could be saved
audit-advice = Advice
audit-successor = Taken over by
audit-saved = At risk a year
audit-cost = Cost a year
audit-lost = Would be lost
audit-group = Group
audit-groups = Systems that do the same
audit-representative = Does what the others do
audit-split = split among many units
audit-levels = By level of government
audit-sectors = By field of work
audit-territories = By province
audit-units = By unit
audit-overlaps = Overlapping platforms
audit-column-systems = Systems
audit-column-by = Sum
audit-more = … { $count } more, in the other forms of this report
audit-changes = Since the audit of { $date }
audit-added = new: { $count }
audit-removed = gone: { $count }
audit-changed = other advice: { $count }
problem-not-to-audit = A { $kind } cannot be audited; `audit` takes systems

label-input-error = Input error
label-no-config = no dungchung.yaml
label-default = default
problem-not-a-proposal = A { $kind } stands among the files of `proposals` in dungchung.yaml
problem-not-a-proposal-help = Move it to the files of `systems`, or write `kind: proposal`
problem-not-a-system = A { $kind } stands among the files of `systems` in dungchung.yaml
problem-not-a-system-help = Move it to the files of `proposals`, or write `kind: system`
label-known = Known before, in the baseline
label-gone = { $count ->
    [one] 1 finding of the baseline is gone; --write-baseline takes it out:
   *[other] { $count } findings of the baseline are gone; --write-baseline takes them out:
  }
label-changed = Changed: { $count } of { $all } records
label-baseline-written = { $count ->
    [one] 1 finding written to the baseline
   *[other] { $count } findings written to the baseline
  }
verify-not-a-report = { $file } is not a report of form dungchung/report/1 that says what it was made from
verify-bad-option = The report names an option that is not understood: { $found }
verify-stdin = The report was made from standard input, which cannot be read again
verify-outside = The report names { $file }, which is outside this folder; name it after the report if it may be read
verify-tool = Another version of the program: { $from } → { $to }
verify-day = Another day: { $from } → { $to }
verify-catalogue = The catalogue has changed: { $from } → { $to }
verify-vocabulary = The vocabulary has changed: { $from } → { $to }
verify-policy = The rules have changed: { $from } → { $to }
verify-file-changed = { $file } has changed
verify-file-gone = { $file } is no longer there
verify-file-new = { $file } is new
verify-record-new = { $id } is not in the report
verify-record-gone = { $id } is in the report only
verify-errors = Input errors: { $from } → { $to }
verify-altered = Nothing that it was made from has changed: the report itself was altered
verify-details = Verdicts and findings stay; shares, reasons or wordings do not
verify-holds = { $count ->
    [one] The report holds: 1 record
   *[other] The report holds: { $count } records
  }
verify-fails = { $count ->
    [one] The report does not hold: 1 record
   *[other] The report does not hold: { $count } records
  }
