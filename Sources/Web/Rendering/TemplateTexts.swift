extension PageRenderer {
  /// Every file of `Templates`, under its name without the ending.
  static var templates: [(name: String, bytes: [UInt8])] {
    [
      ("about", PackageResources.about_mustache), ("byline", PackageResources.byline_mustache),
      ("card", PackageResources.card_mustache), ("colophon", PackageResources.colophon_mustache),
      ("comment", PackageResources.comment_mustache), ("confirm", PackageResources.confirm_mustache),
      ("csrf", PackageResources.csrf_mustache), ("deeds", PackageResources.deeds_mustache),
      ("editor", PackageResources.editor_mustache), ("error", PackageResources.error_mustache),
      ("facts-edit", PackageResources.facts_edit_mustache), ("facts-page", PackageResources.facts_page_mustache),
      ("facts", PackageResources.facts_mustache), ("field", PackageResources.field_mustache),
      ("follow", PackageResources.follow_mustache), ("from-elsewhere", PackageResources.from_elsewhere_mustache),
      ("history", PackageResources.history_mustache), ("home", PackageResources.home_mustache),
      ("language-field", PackageResources.language_field_mustache),
      ("layout", PackageResources.layout_mustache), ("masthead", PackageResources.masthead_mustache),
      ("moderation", PackageResources.moderation_mustache), ("notifications", PackageResources.notifications_mustache),
      ("orderings", PackageResources.orderings_mustache), ("origin", PackageResources.origin_mustache),
      ("pager", PackageResources.pager_mustache), ("paper-add", PackageResources.paper_add_mustache),
      ("paper-entry", PackageResources.paper_entry_mustache), ("paper-fields", PackageResources.paper_fields_mustache),
      ("paper-line", PackageResources.paper_line_mustache),
      ("paper-list", PackageResources.paper_list_mustache), ("paper", PackageResources.paper_mustache),
      ("private", PackageResources.private_mustache), ("unseen", PackageResources.unseen_mustache),
      ("pending", PackageResources.pending_mustache), ("people", PackageResources.people_mustache),
      ("person-card", PackageResources.person_card_mustache), ("problems", PackageResources.problems_mustache),
      ("profile-tabs", PackageResources.profile_tabs_mustache), ("profile", PackageResources.profile_mustache),
      ("relation", PackageResources.relation_mustache), ("remote-follow", PackageResources.remote_follow_mustache),
      ("reply-form", PackageResources.reply_form_mustache), ("reply", PackageResources.reply_mustache),
      ("search", PackageResources.search_mustache), ("settings", PackageResources.settings_mustache),
      ("share", PackageResources.share_mustache),
      ("sign-in", PackageResources.sign_in_mustache), ("sign-up", PackageResources.sign_up_mustache),
      ("status", PackageResources.status_mustache), ("summary", PackageResources.summary_mustache),
      ("tab", PackageResources.tab_mustache), ("text-field", PackageResources.text_field_mustache),
      ("thread", PackageResources.thread_mustache), ("timeline", PackageResources.timeline_mustache),
      ("topics", PackageResources.topics_mustache), ("venue-list", PackageResources.venue_list_mustache),
      ("venue", PackageResources.venue_mustache), ("vote", PackageResources.vote_mustache),
      ("want", PackageResources.want_mustache), ("why", PackageResources.why_mustache),
    ]
  }
}
