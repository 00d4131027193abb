# Makes hidden_population_persons.csv (synthetic) and hidden_population_answers.csv, with the
# zero-truncated families of the R package VGAM. Run in this folder: Rscript hidden_population.R
suppressMessages(library(VGAM))
set.seed(20)

people <- 4000
persons <- data.frame(
  age = round(rnorm(people), 1),
  abroad = rbinom(people, 1, 0.4)
)
mean <- exp(-0.3 + 0.3 * persons$age - 0.5 * persons$abroad)
persons$registrations <- rnbinom(people, mu = mean, size = 1.5)
persons <- persons[persons$registrations > 0, ]
cells <- aggregate(list(persons = rep(1, nrow(persons))), persons, sum)
write.csv(cells, "../hidden_population_persons.csv", row.names = FALSE, quote = FALSE)

answers <- NULL
keep <- function(model, name, value, error) {
  answers <<- rbind(answers, data.frame(
    model = model, name = name, value = signif(value, 12), error = signif(error, 12),
    source = paste0("R package VGAM ", packageVersion("VGAM"))
  ))
}
keep_fit <- function(model, fit, names) {
  keep(model, names, coef(fit), sqrt(diag(vcov(fit))))
  keep(model, "log likelihood", logLik(fit), NA)
}

labels <- c("constant", "age", "abroad")
poisson <- vglm(registrations ~ age + abroad, pospoisson, data = persons,
                epsilon = 1e-12, maxit = 100)
keep_fit("poisson", poisson, labels)
keep("poisson", "population", sum(1 / (1 - exp(-fitted(poisson, type.fitted = "lambda")))), NA)

# The size parameter of VGAM is one over the dispersion; its log has the sign turned.
negative <- vglm(registrations ~ age + abroad, posnegbinomial(zero = "size"), data = persons,
                 epsilon = 1e-12, maxit = 200)
order <- c(1, 3, 4, 2)
keep("negative binomial", c(labels, "log dispersion"),
     c(1, 1, 1, -1) * coef(negative)[order], NA)
keep("negative binomial", "log likelihood", logLik(negative), NA)
unseen <- fitted(negative, type.fitted = "prob0")
keep("negative binomial", "population", sum(1 / (1 - unseen)), NA)

# A geometric count given that it is at least one is one plus an untruncated one.
geometric <- glm(I(registrations - 1) ~ age + abroad, data = persons,
                 family = MASS::negative.binomial(theta = 1),
                 control = glm.control(epsilon = 1e-14))
keep("geometric", labels, coef(geometric), NA)
keep("geometric", "log likelihood",
     sum(dgeom(persons$registrations - 1, 1 / (1 + fitted(geometric)), log = TRUE)), NA)
keep("geometric", "population", sum((1 + fitted(geometric)) / fitted(geometric)), NA)
answers$source[answers$model == "geometric"] <- paste("R", getRversion(), "glm, shifted by one")
write.csv(answers, "../hidden_population_answers.csv", row.names = FALSE, quote = TRUE)
