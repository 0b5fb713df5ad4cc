package redoubt.admission.document;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;
import org.yaml.snakeyaml.resolver.Resolver;
import redoubt.admission.AdmissionFailures;
import redoubt.admission.policy.Policy;
import redoubt.core.Failure;
import redoubt.web.Json;

/** A file with policies, as {@code kubectl apply} takes it: YAML or JSON, one after another. */
public final class PolicyFile {
  /** Longer ones are not read. */
  public static final int LONGEST = 4 << 20;

  private static final int MOST = 10_000;

  private PolicyFile() {}

  /**
   * Its policies. Other resources are refused, so that no misspelt kind is overlooked.
   *
   * @param usual namespace of those that say none
   * @throws Failure {@code admission.bad-policy}
   */
  public static List<Policy> read(String text, String usual) {
    List<Policy> policies = new ArrayList<>();
    int number = 0;
    for (JsonNode document : documents(text)) {
      number++;
      try {
        policies.add(PolicyDocument.read(document, usual));
      } catch (Failure e) {
        throw new Failure(
            e.kind(), e.code(), "Document " + number + ": " + e.what(), e.remedy(), e);
      }
    }
    if (policies.isEmpty()) {
      throw AdmissionFailures.badPolicy("The file has no policy.");
    }
    return policies;
  }

  /** Each of them, and each of the lists among them. */
  private static List<JsonNode> documents(String text) {
    List<JsonNode> documents = new ArrayList<>();
    try {
      for (Object one : yaml().loadAll(text)) {
        if (one == null) {
          continue;
        }
        JsonNode json = Json.parse(Json.bytes(one));
        if (json.path("kind").asText().endsWith("List") && json.path("items").isArray()) {
          json.path("items").forEach(documents::add);
        } else {
          documents.add(json);
        }
        if (documents.size() > MOST) {
          throw AdmissionFailures.badPolicy("The file has more than " + MOST + " policies.");
        }
      }
    } catch (MarkedYAMLException e) {
      throw AdmissionFailures.badPolicy("The file is no YAML: " + e.getProblem() + place(e) + ".");
    } catch (UncheckedIOException e) {
      throw AdmissionFailures.badPolicy("The file has a name of a field that is no text.");
    } catch (YAMLException e) {
      throw AdmissionFailures.badPolicy("The file is no YAML that is read here.");
    }
    return documents;
  }

  private static String place(MarkedYAMLException e) {
    return e.getProblemMark() == null ? "" : " in line " + (e.getProblemMark().getLine() + 1);
  }

  private static Yaml yaml() {
    LoaderOptions limits = new LoaderOptions();
    limits.setMaxAliasesForCollections(50);
    limits.setAllowDuplicateKeys(false);
    limits.setNestingDepthLimit(40);
    limits.setCodePointLimit(LONGEST);
    DumperOptions unused = new DumperOptions();
    return new Yaml(
        new SafeConstructor(limits), new Representer(unused), unused, limits, new PlainDates());
  }

  /** A day stays the text that it was written as, as for Kubernetes. */
  private static final class PlainDates extends Resolver {
    @Override
    public void addImplicitResolver(
        Tag tag, java.util.regex.Pattern pattern, String first, int limit) {
      if (!tag.equals(Tag.TIMESTAMP)) {
        super.addImplicitResolver(tag, pattern, first, limit);
      }
    }
  }
}
