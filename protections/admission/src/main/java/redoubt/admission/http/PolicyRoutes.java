package redoubt.admission.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import redoubt.admission.Admission;
import redoubt.admission.AdmissionFailures;
import redoubt.admission.Witness;
import redoubt.admission.cluster.Standing;
import redoubt.admission.decide.Decider;
import redoubt.admission.decide.Keys;
import redoubt.admission.decide.Looked;
import redoubt.admission.decide.Reason;
import redoubt.admission.decide.Words;
import redoubt.admission.document.PolicyFile;
import redoubt.admission.policy.Choice;
import redoubt.admission.policy.Policies;
import redoubt.admission.policy.PolicyName;
import redoubt.web.Access;
import redoubt.web.ApiStyle;
import redoubt.web.BodyRule;
import redoubt.web.Request;
import redoubt.web.Response;
import redoubt.web.Role;
import redoubt.web.Route;

/** What policies say of an image: those of a cluster, or some that are only tried. */
public final class PolicyRoutes {
  private static final String ALL = "/v1/instances/{instance}/image-policies";

  private final Admission admission;
  private final Witness witness;
  private final InstantSource clock;

  public PolicyRoutes(Admission admission, Witness witness, InstantSource clock) {
    this.admission = admission;
    this.witness = witness;
    this.clock = clock;
  }

  public List<Route> routes() {
    return List.of(
        new Route(
            "POST",
            ALL + "/test",
            Access.instance(Role.READER),
            "admission.test",
            "Say whether an image would be admitted by policies, or by those of a cluster, and why",
            ApiStyle.redoubt(),
            new BodyRule.Whole(PolicyFile.LONGEST + (1 << 20)),
            this::test));
  }

  private Response test(Request request) {
    JsonNode wish = request.json();
    String image = text(wish, "image");
    String namespace = wish.path("namespace").asText("default");
    Optional<Standing> standing =
        wish.has("cluster")
            ? Optional.of(admission.standing(request.instance(), text(wish, "cluster")))
            : Optional.empty();
    Policies policies =
        standing
            .map(one -> one.policies().orElseThrow(AdmissionFailures::notReady))
            .orElseGet(() -> new Policies(PolicyFile.read(text(wish, "policies"), namespace)));
    Looked looked =
        Decider.look(
            image,
            namespace,
            policies,
            witness.of(request.instance(), standing.map(admission::keys).orElse(Keys.NONE)),
            clock.instant());
    return Response.json(200, view(looked, namespace));
  }

  private static String text(JsonNode wish, String field) {
    String text = wish.path(field).asText("");
    if (text.isBlank()) {
      throw AdmissionFailures.badField(field);
    }
    return text;
  }

  private static Map<String, Object> view(Looked looked, String namespace) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("image", looked.slot().image());
    looked.image().ifPresent(name -> view.put("name", name.normal().toString()));
    view.put("namespace", namespace);
    view.put("admitted", !looked.isRefused());
    view.put("holds", looked.holds());
    view.put("mode", looked.mode().name().toLowerCase(java.util.Locale.ROOT));
    looked.digest().ifPresent(digest -> view.put("digest", digest.toString()));
    if (looked.choice().orElse(null) instanceof Choice.Found found) {
      view.put("policy", found.policy().toString());
      view.put("entry", found.entry().images().text());
      view.put("matched", found.form());
      view.put("ties", found.ties().stream().map(PolicyName::toString).toList());
    } else {
      looked.policy().ifPresent(name -> view.put("policy", name.toString()));
    }
    if (!looked.holds()) {
      view.put("said", Words.told(looked, namespace));
      view.put("remedy", Words.remedy(looked, namespace));
    }
    looked.why().ifPresent(why -> view.put("explanation", view(why)));
    return view;
  }

  private static Map<String, Object> view(Reason reason) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("requirement", reason.requirement().getClass().getSimpleName());
    view.put("holds", reason.holds());
    view.put("said", reason.said());
    if (!reason.holds() && !reason.remedy().isEmpty()) {
      view.put("remedy", reason.remedy());
    }
    if (!reason.parts().isEmpty()) {
      view.put("parts", reason.parts().stream().map(PolicyRoutes::view).toList());
    }
    return view;
  }
}
