package redoubt.admission.proof;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import redoubt.admission.bypass.Images;
import redoubt.admission.bypass.Question;
import redoubt.admission.bypass.Questions;
import redoubt.admission.install.LadderManifests;
import redoubt.admission.install.WebhookManifests;

/** Looks at what happens where no answer comes. */
public final class WebhookDownProof extends AdmissionAttack {
  private static final SortedSet<String> EXEMPT = new TreeSet<>(List.of("kube-system"));

  /**
   * What is installed in a cluster, for an address.
   *
   * @param usual that refuses what is not answered
   * @param ladder by which the API server goes on alone
   */
  public record Manifests(Function<URI, String> usual, Function<URI, String> ladder) {
    /** As {@code redoubt admission install} prints them. */
    public static final Manifests INSTALLED =
        new Manifests(
            address -> new WebhookManifests(address, "", EXEMPT, false).yaml(),
            address ->
                new WebhookManifests(address, "", EXEMPT, true).yaml()
                    + new LadderManifests("redoubt", true, EXEMPT).yaml());
  }

  private final Manifests manifests;

  public WebhookDownProof(ProvingHouse house) {
    this(house, Manifests.INSTALLED);
  }

  public WebhookDownProof(ProvingHouse house, Manifests manifests) {
    super(
        house,
        "webhook-down",
        "Where no answer comes nothing is admitted: what is installed in a cluster has its API"
            + " server ask both webhooks about every kind that names images, in every namespace"
            + " whose name is not left out, and refuse what is not answered; with the ladder it has"
            + " a policy that denies pods which its list does not name, and all where there is no"
            + " list; and where the server cannot decide, it answers no AdmissionReview.",
        "Read what is installed with and without the ladder as an API server does, for every kind"
            + " and operation; asked with a wrong secret, with the one of before, before policies"
            + " were read, with what is no question, and after the cluster was removed. An API"
            + " server that acts on it, and what the ladder's expressions say, is not part of this"
            + " proof.");
    this.manifests = manifests;
  }

  @Override
  Observation attempt(Trial trial) {
    Findings findings = new Findings();
    URI address = URI.create("https://redoubt.test/admit");
    List<String> gaps = new ArrayList<>(InstalledWebhooks.gaps(manifests.usual().apply(address)));
    gaps.addAll(InstalledWebhooks.gapsOnLadder(manifests.ladder().apply(address)));
    gaps.forEach(gap -> findings.mustHold(false, gap));
    Images.Image signed = trial.push("signed");
    trial.visit().sign(signed.digest());
    Question question = Questions.pod(signed.tagged());
    String former = trial.address();
    mustStaySilent(findings, trial, former, question, "before policies were read");
    trial.trustedOnly();
    findings.mustBeAdmitted("A pod with the signed image", trial.untilAdmitted(question));
    mustStaySilent(
        findings, trial, former.substring(0, former.length() - 1), question, "with a wrong secret");
    trial.install();
    findings.mustBeAdmitted("A pod, asked for with the new secret", trial.untilAdmitted(question));
    boolean _ = trial.until(() -> isSilent(trial, former, question));
    mustStaySilent(findings, trial, former, question, "with the secret of before");
    mustStaySilent(
        findings, trial, trial.address(), question.with(Map.of("spec", "odd")), "about no pod");
    String last = trial.address();
    trial.remove();
    boolean _ = trial.until(() -> isSilent(trial, last, question));
    mustStaySilent(findings, trial, last, question, "after the cluster was removed");
    return findings.observation(
        "Nothing is left out in what is installed, and what is not answered is refused there or,"
            + " with the ladder, denied by a policy; the server answered no review where it could"
            + " not decide.");
  }

  private static boolean isSilent(Trial trial, String address, Question question) {
    ProvingGround.Answer answer =
        trial.visit().ask(address + "/mutate", question.review("1", Trial.NAMESPACE));
    return answer.status() >= 400;
  }

  private static void mustStaySilent(
      Findings findings, Trial trial, String address, Question question, String when) {
    findings.mustHold(isSilent(trial, address, question), "The server answered a review " + when);
  }
}
