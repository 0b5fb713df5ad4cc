/**
 * What an API server asks a webhook and how it is answered ({@code admission.k8s.io/v1}), and where
 * images are named in what it asks about.
 */
@NullMarked
package redoubt.admission.review;

import org.jspecify.annotations.NullMarked;
