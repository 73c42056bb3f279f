import { Field, Form } from './components/form.tsx';
import { View } from './components/view.tsx';
import { logIn } from './core/api.ts';
import { useForm } from './core/form.ts';
import { keepSession, loginAsked } from './core/session.ts';

const WHY = {
  needed: 'What you asked for is shown to users who are logged in.',
  ended: 'Your session has ended. Log in to go on where you were.',
  left: 'You are logged out.',
  wanted: 'Logging in shows your own compute clusters as well.',
};

export const Login = () => {
  const form = useForm({ username: '', password: '' }, async ({ username, password }) => {
    keepSession({ token: await logIn(username, password), name: username });
  });
  return (
    <View title="Log in">
      <section class="card narrow">
        <p>{WHY[loginAsked.value ?? 'wanted']}</p>
        <Form
          form={form}
          action="Log in"
          {...(loginAsked.value === 'wanted' && {
            onCancel: () => {
              loginAsked.value = undefined;
            },
          })}
        >
          <Field
            form={form}
            name="username"
            label="Name"
            input={{ autocomplete: 'username', autocapitalize: 'none' }}
          />
          <Field
            form={form}
            name="password"
            label="Password"
            input={{ type: 'password', autocomplete: 'current-password' }}
          />
        </Form>
      </section>
    </View>
  );
};
