package redoubt.registry.proof;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import redoubt.registry.proof.ProvingGround.Answer;
import redoubt.registry.proof.ProvingGround.Call;
import redoubt.registry.proof.ProvingGround.Credential;
import redoubt.registry.proof.ProvingGround.Side;
import redoubt.registry.proof.Trial.Image;
import redoubt.web.Access;
import redoubt.web.Route;

/** Calls everything that is about a repository or an instance with tokens of another tenant. */
public final class ForeignTokenProof extends RegistryAttack {
  private static final int LAYER = 1024;

  private final List<Route> routes;

  /**
   * @param routes of the registry: each is tried
   */
  public ForeignTokenProof(ProvingGround ground, List<Route> routes) {
    super(
        ground,
        "foreign-token",
        "A token of one tenant opens no repository of another.",
        "Called every route of the registry on another tenant's repository: with a manager's own"
            + " token, with a token that was asked for that repository, and with one that is good"
            + " for the attacker's own; and mounted the victim's layer into the attacker's"
            + " repository.");
    this.routes = List.copyOf(routes);
  }

  @Override
  Observation attempt(Trial trial) {
    Findings findings = new Findings();
    Image victim = Image.random(LAYER);
    Image own = Image.random(LAYER);
    String there = trial.repository(Side.HOME);
    String here = trial.repository(Side.FOREIGN);
    trial.mustPush(new Credential.Bearer(Side.HOME), there, victim);
    Map<String, Credential> attackers = new LinkedHashMap<>();
    attackers.put("a manager's token", new Credential.Bearer(Side.FOREIGN));
    attackers.put("a token asked for it", trial.token(Side.FOREIGN, there));
    Credential good = trial.token(Side.FOREIGN, here);
    attackers.put("a token for another repository", good);
    trial.mustPush(good, here, own);
    findings.mustHold(
        pulls(trial, good, here, own),
        "The attacker's token does not even open their own repository");

    attackers.forEach((what, who) -> {
      for (Route route : routes) {
        switch (route.access()) {
          case Access.Part _ -> {
            boolean ofAll = route.path().contains("{instance}") && who instanceof Credential.Bearer;
            if (ofAll || route.path().contains("{name+}") || route.path().contains("{gun+}")) {
              attack(findings, trial, route, what, who, victim);
            }
          }
          case Access.Instance _ -> {
            if (who instanceof Credential.Bearer) {
              attack(findings, trial, route, what, who, victim);
            }
          }
          case Access.Open _, Access.SignedIn _, Access.Administrator _, Access.Ring _ -> {
            // Not about a repository of one tenant.
          }
        }
      }
      Answer mounted =
          trial
              .visit()
              .call(
                  who,
                  new Call(
                      "POST",
                      "/v2/"
                          + here
                          + "/blobs/uploads/?mount="
                          + victim.layerDigest()
                          + "&from="
                          + there));
      // Without the right to read it there, a mount becomes an upload, which has no bytes yet.
      findings.mustHold(
          mounted.status() != 201, "The victim's layer could be mounted with " + what);
    });
    findings.mustHold(
        trial.call(Side.FOREIGN, Trial.pull(here, victim.layerDigest())).status() == 404,
        "The victim's layer is in the attacker's repository");
    findings.mustHold(
        pulls(trial, trial.token(Side.HOME, there), there, victim),
        "The victim's own token opens the repository no more, or what it has is another");
    return findings.observation("All " + findings.refused() + " calls were refused.");
  }

  private static void attack(
      Findings findings, Trial trial, Route route, String what, Credential who, Image victim) {
    String repository = trial.repository(Side.HOME);
    String path =
        route
            .path()
            .replace("{name+}", repository)
            .replace("{gun+}", repository)
            .replace("{instance}", trial.visit().instance(Side.HOME))
            .replace("{namespace}", trial.visit().namespace(Side.HOME))
            .replace("{digest}", digest(route, victim))
            .replace("{reference}", "v1")
            .replace("{file1}", "root.json")
            .replaceAll("\\{[^}]*}", "1f0e7c1a-0000-4000-8000-000000000000");
    Call call =
        new Call(
            route.method(),
            path,
            Map.of("Content-Type", "application/json"),
            route.method().equals("GET") || route.method().equals("DELETE")
                ? new byte[0]
                : "{}".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    findings.mustBeForbidden(
        route.method() + " " + route.path() + " with " + what, trial.visit().call(who, call));
  }

  private static String digest(Route route, Image victim) {
    return (route.path().contains("/blobs/") ? victim.layerDigest() : victim.digest()).toString();
  }

  private static boolean pulls(Trial trial, Credential who, String repository, Image image) {
    Answer manifest =
        trial.visit().call(who, new Call("GET", "/v2/" + repository + "/manifests/v1"));
    Answer layer = trial.visit().call(who, Trial.pull(repository, image.layerDigest()));
    return manifest.status() == 200
        && Arrays.equals(manifest.body(), image.manifest())
        && layer.status() == 200
        && Arrays.equals(layer.body(), image.layer());
  }
}
