package redoubt.signatures.console;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import redoubt.core.Failure;
import redoubt.signatures.console.pages.JtesignersGenerated;
import redoubt.signatures.signers.Credential;
import redoubt.web.Access;
import redoubt.web.HttpStatus;
import redoubt.web.Json;
import redoubt.web.Part;
import redoubt.web.Request;
import redoubt.web.Response;
import redoubt.web.Role;
import redoubt.web.Route;
import redoubt.web.console.Api;
import redoubt.web.console.Console;
import redoubt.web.console.Instances;
import redoubt.web.console.Notice;
import redoubt.web.console.Page;

/**
 * Who may sign in a namespace, and its policy. Who may look and change is the interface's to say.
 */
final class SignerPages {
  private static final String PATH = "/instances/{instance}/signers/{namespace}";
  private static final int MOST_KEYS = 20;
  private static final ObjectMapper PRETTY = new ObjectMapper();

  private final Console console;
  private final SignerApi api;
  private final Instances instances;

  SignerPages(Console console, SignerApi api) {
    this.console = console;
    this.api = api;
    this.instances = new Instances(console);
  }

  List<Route> routes() {
    return List.of(
        console.page(
            PATH,
            Access.signedIn(),
            "signatures.signer.list",
            "Who may sign in a namespace, and what has to be signed.",
            request -> show(request, Map.of(), Optional.empty())),
        console.form(PATH, Access.signedIn(), "signatures.signer.add", "Adds a signer.", this::add),
        console.form(
            PATH + "/policy",
            Access.signedIn(),
            "signatures.policy.set",
            "Sets the trust policy of a namespace, or lets the usual one hold.",
            this::policy));
  }

  private Response show(Request request, Map<String, String> entered, Optional<Failure> failure) {
    String instance = request.pathParameter("instance");
    String namespace = request.pathParameter("namespace");
    List<SignerView> signers =
        api.get(request, "/signers").items().stream()
            .map(signer -> SignerView.of(signer, console::moment))
            .sorted(Comparator.comparing(SignerView::isLive).reversed())
            .toList();
    JsonNode policy = api.get(request, "/trust-policy").json();
    SignersPage page =
        new SignersPage(
            instance,
            instances.name(request, instance),
            namespace,
            signers,
            serverKeys(request, instance),
            PolicyWords.of(policy),
            entered.getOrDefault("policy", pretty(policy)),
            request.principal().allows(instance, Part.namespace(namespace), List.of(Role.MANAGER)),
            entered,
            console.csrf(request),
            failure.isPresent() ? failure.map(Notice::of) : notice(request));
    redoubt.web.console.Part body = out -> JtesignersGenerated.render(out, null, page);
    return console.show(
        request,
        failure.map(it -> HttpStatus.of(it.kind())).orElse(200),
        new Page("Signers of " + namespace, TrustConsole.SECTION, body));
  }

  private List<String> serverKeys(Request request, String instance) {
    String path = "/v1/instances/" + Api.segment(instance) + "/signing-keys";
    return console.api().get(request, path).itemsIfAllowed().stream()
        .filter(key -> key.path("state").asText().equals("enabled"))
        .map(key -> key.path("name").asText())
        .limit(MOST_KEYS)
        .toList();
  }

  private static String pretty(JsonNode json) {
    try {
      return PRETTY.writerWithDefaultPrettyPrinter().writeValueAsString(json);
    } catch (JsonProcessingException e) {
      return json.toString();
    }
  }

  private Response add(Request request) {
    Map<String, String> form = request.form();
    try {
      String kind = field(form, "kind");
      Map<String, String> terms = new LinkedHashMap<>();
      for (String term :
          switch (kind) {
            case "key" -> List.of(Credential.COLLECTION_ROOT);
            case "certificate" ->
                List.of(
                    Credential.SUBJECT,
                    Credential.TIMESTAMP_AUTHORITY,
                    Credential.SIGNING_AUTHORITY,
                    Credential.REVOCATION);
            case "keyless" -> List.of(Credential.IDENTITY, Credential.ISSUER);
            default -> List.<String>of();
          }) {
        if (!field(form, term).isEmpty()) {
          terms.put(term, field(form, term).replace("\r\n", "\n"));
        }
      }
      Map<String, Object> signer = new LinkedHashMap<>();
      signer.put("name", field(form, "name"));
      signer.put("kind", kind);
      signer.put("credential", form.getOrDefault("credential", "").replace("\r\n", "\n"));
      signer.put("terms", terms);
      JsonNode _ = api.send(request, "POST", "/signers", signer);
      return console.redirect(SignerApi.page(request) + "?done=added");
    } catch (Failure failure) {
      return TrustConsole.again(failure, () -> show(request, form, Optional.of(failure)));
    }
  }

  private static String field(Map<String, String> form, String name) {
    return form.getOrDefault(name, "").strip();
  }

  private Response policy(Request request) {
    Map<String, String> form = request.form();
    try {
      if (form.getOrDefault("do", "").equals("reset")) {
        JsonNode _ = api.send(request, "DELETE", "/trust-policy", Map.of());
        return console.redirect(SignerApi.page(request) + "?done=reset");
      }
      JsonNode wish = Json.parse(form.getOrDefault("policy", "").getBytes(StandardCharsets.UTF_8));
      JsonNode _ = api.send(request, "PUT", "/trust-policy", wish);
      return console.redirect(SignerApi.page(request) + "?done=policy");
    } catch (Failure failure) {
      return TrustConsole.again(
          failure,
          () ->
              show(
                  request,
                  Map.of("policy", form.getOrDefault("policy", "")),
                  Optional.of(failure)));
    }
  }

  private static Optional<Notice> notice(Request request) {
    return switch (Api.parameter(request, "done")) {
      case "added" ->
          Optional.of(
              new Notice(
                  redoubt.web.console.Tone.GOOD,
                  "The signer is added.",
                  "What was signed before is looked at again, within seconds.",
                  ""));
      case "revoked" ->
          Optional.of(
              Notice.done("The signer is revoked: nothing that it signed counts any more."));
      case "policy" -> Optional.of(Notice.done("The policy holds; every image is judged anew."));
      case "reset" ->
          Optional.of(Notice.done("The usual policy holds again; every image is judged anew."));
      default -> Optional.empty();
    };
  }
}
