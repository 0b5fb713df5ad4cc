package redoubt.admission.bypass;

/**
 * One try of a way around.
 *
 * @param what is asked for, for people: {@code a Pod with it beside a good one}
 * @param admitted what has to come of it; the permitted form is tried beside, so that who refuses
 *     everything stops nothing
 */
public record Attempt(String what, Question question, boolean admitted) {
  static Attempt refused(String what, Question question) {
    return new Attempt(what, question, false);
  }

  static Attempt admitted(String what, Question question) {
    return new Attempt(what, question, true);
  }
}
