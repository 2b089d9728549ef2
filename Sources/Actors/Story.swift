/// What is being worked on, for the log: activities stored meanwhile name it as their cause.
package enum Story {
  /// The id of the activity that is handled; nil outside the inbox.
  @TaskLocal package static var cause: String?
}
