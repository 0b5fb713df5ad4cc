package redoubt.server;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import redoubt.registry.proof.ProvingGround;
import redoubt.registry.proof.ProvingGround.Answer;
import redoubt.registry.proof.ProvingGround.Call;
import redoubt.registry.proof.ProvingGround.Credential;
import redoubt.registry.proof.ProvingGround.Side;
import redoubt.web.Json;

/** A fault in what the server answers; by itself nothing is wrong. */
interface WrongAnswers {
  default Answer call(ProvingGround.Visit real, Credential who, Call call) {
    return real.call(who, call);
  }

  /** The server takes the caller for the manager of the instance. */
  static WrongAnswers mistakes(Predicate<Credential> whom) {
    return new WrongAnswers() {
      @Override
      public Answer call(ProvingGround.Visit real, Credential who, Call call) {
        boolean harmless = call.method().equals("GET");
        return real.call(harmless && whom.test(who) ? new Credential.Bearer(Side.HOME) : who, call);
      }
    };
  }

  /** Refusals of such calls become successes. */
  static WrongAnswers allows(Predicate<Call> which) {
    return new WrongAnswers() {
      @Override
      public Answer call(ProvingGround.Visit real, Credential who, Call call) {
        Answer honest = real.call(who, call);
        return which.test(call) && honest.status() >= 400
            ? new Answer(200, Map.of(), "{}".getBytes(StandardCharsets.UTF_8))
            : honest;
      }
    };
  }

  /** What is said of images is changed. */
  static WrongAnswers says(BiFunction<Call, Answer, Answer> otherwise) {
    return new WrongAnswers() {
      @Override
      public Answer call(ProvingGround.Visit real, Credential who, Call call) {
        Answer honest = real.call(who, call);
        return call.path().contains("/trust/") ? otherwise.apply(call, honest) : honest;
      }
    };
  }

  /** Once one image of a repository is trusted, all are. */
  static WrongAnswers judgesRepositories() {
    Map<String, Answer> trusted = new HashMap<>();
    return says((call, honest) -> {
      String repository = call.path().replaceFirst("/trust/.*", "");
      if (isTrusted(honest)) {
        trusted.put(repository, honest);
      }
      return trusted.getOrDefault(repository, honest);
    });
  }

  /** A revocation reaches no signature of a format: what was trusted once stays so. */
  static WrongAnswers forgetsRevocationsOf(String format) {
    Map<String, Answer> trusted = new HashMap<>();
    return says((call, honest) -> {
      if (isTrusted(honest)
          && new String(honest.body(), StandardCharsets.UTF_8).contains("\"" + format + "\"")) {
        trusted.put(call.path(), honest);
      }
      return trusted.getOrDefault(call.path(), honest);
    });
  }

  /** Whatever such an envelope lies beside is trusted. */
  static WrongAnswers believes(String mediaType) {
    Set<String> beside = new HashSet<>();
    return new WrongAnswers() {
      @Override
      public Answer call(ProvingGround.Visit real, Credential who, Call call) {
        if (call.method().equals("PUT") && call.path().contains("/manifests/")) {
          JsonNode manifest = Json.parse(call.body());
          if (manifest.at("/layers/0/mediaType").asText().equals(mediaType)) {
            beside.add(manifest.at("/subject/digest").asText());
          }
        }
        Answer honest = real.call(who, call);
        return beside.contains(call.path().replaceFirst(".*/trust/", ""))
            ? said(honest, "\"trusted\":false", "\"trusted\":true")
            : honest;
      }
    };
  }

  /** Publications with a timestamp do not come to be looked at. */
  static WrongAnswers refusesTimestamps() {
    return new WrongAnswers() {
      @Override
      public Answer call(ProvingGround.Visit real, Credential who, Call call) {
        return call.path().endsWith("/_trust/tuf/")
                && new String(call.body(), StandardCharsets.UTF_8)
                    .contains("filename=\"timestamp\"")
            ? new Answer(400, Map.of(), new byte[0])
            : real.call(who, call);
      }
    };
  }

  private static Answer said(Answer honest, String words, String others) {
    return new Answer(
        200,
        honest.headers(),
        new String(honest.body(), StandardCharsets.UTF_8)
            .replace(words, others)
            .getBytes(StandardCharsets.UTF_8));
  }

  static WrongAnswers trustsNothing() {
    return says((call, honest) -> said(honest, "\"trusted\":true", "\"trusted\":false"));
  }

  private static boolean isTrusted(Answer answer) {
    return answer.status() == 200 && Json.parse(answer.body()).path("trusted").asBoolean();
  }
}
