/// One text field of a form, as typed and with what was wrong about it.
///
/// Words (label, hint) live in the template; a refused form comes back with `value` untouched and `problem` set.
struct FormField: Sendable, Hashable {
  /// Unique in the page; `ID-hint` and `ID-problem` describe the field to assistive technology.
  var id: String
  var name: String
  /// What was typed; for passwords always empty.
  var value: String
  /// What is wrong, as one sentence; nil when nothing is.
  var problem: String?

  init(_ name: String, id: String? = nil, value: String = "", problem: String? = nil) {
    self.id = id ?? name
    self.name = name
    self.value = value
    self.problem = problem
  }
}

/// One line of the list of problems above a refused form, a link to the field it is about.
struct FormProblem: Sendable {
  var fieldID: String
  var message: String

  /// The problems of these fields, in their order.
  static func list(_ fields: FormField...) -> [FormProblem] {
    fields.compactMap { field in
      field.problem.map { FormProblem(fieldID: field.id, message: $0) }
    }
  }
}

/// The list of problems above a refused form; `nil` in a document means there were none.
struct ProblemList: Sendable {
  var items: [FormProblem]

  /// Is nil when there is nothing to show.
  init?(_ items: [FormProblem]) {
    guard !items.isEmpty else { return nil }
    self.items = items
  }
}

/// One choice among several: a radio button or an option.
struct ChoiceView: Sendable {
  var value: String
  var label: String
  /// What choosing it means, as one sentence.
  var explanation: String?
  var isChosen = false
}
